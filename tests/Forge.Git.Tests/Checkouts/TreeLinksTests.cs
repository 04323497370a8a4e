using Forge.Git.Checkouts;

namespace Forge.Git.Tests.Checkouts;

public sealed class TreeLinksTests
{
    [Theory]
    [InlineData("a", "b", false)]
    [InlineData("a", "./b", false)]
    [InlineData("d/a", "../b", false)]
    [InlineData("d/e/a", "../../b", false)]
    [InlineData("a", "missing/x", false)]
    [InlineData("a", ".", false)]
    [InlineData("a", "..", true)]
    [InlineData("a", "../x", true)]
    [InlineData("d/a", "../../x", true)]
    [InlineData("d/a", "../b/../../x", true)]
    [InlineData("a", "/etc/passwd", true)]
    [InlineData("a", "/", true)]
    [InlineData("a", "a", true)]
    [InlineData("d/a", "../d/a", true)]
    public void LeavesTree_OneLink_IsSeen(string path, string target, bool expected) =>
        new TreeLinks(new Dictionary<string, string> { [path] = target }).LeavesTree(path).Should().Be(expected);

    [Fact]
    public void LeavesTree_ThroughAnotherLinkUpwards_IsSeen()
    {
        // On paper m ends in a/b/c/x; on a disk, where a/b/c/l is the root, it ends outside.
        var tree = new TreeLinks(new Dictionary<string, string> { ["a/b/c/l"] = "../../..", ["m"] = "a/b/c/l/../x" });

        tree.LeavesTree("a/b/c/l").Should().BeFalse();
        tree.LeavesTree("m").Should().BeTrue();
    }

    [Fact]
    public void LeavesTree_ThroughALinkToADeeperPlace_StaysInside()
    {
        var tree = new TreeLinks(new Dictionary<string, string> { ["l"] = "a/b/c", ["m"] = "l/../../x" });

        tree.LeavesTree("m").Should().BeFalse();
    }

    [Fact]
    public void LeavesTree_ChainThatEndsOutside_IsSeenFromItsBeginning()
    {
        var tree = new TreeLinks(new Dictionary<string, string> { ["a"] = "b", ["b"] = "c", ["c"] = "/etc" });

        tree.LeavesTree("a").Should().BeTrue();
    }

    [Fact]
    public void LeavesTree_Loop_CountsAsOutside()
    {
        var tree = new TreeLinks(new Dictionary<string, string> { ["a"] = "b", ["b"] = "a" });

        tree.LeavesTree("a").Should().BeTrue();
    }
}
