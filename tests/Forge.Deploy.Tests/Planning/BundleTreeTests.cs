using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Planning;

public sealed class BundleTreeTests
{
    [Fact]
    public void Names_DirectoriesOnlyInPaths_AreThere()
    {
        var tree = new BundleTree([new("a/b/c", BundleEntryKind.File), new("a/x", BundleEntryKind.File)]);

        tree.Names("").Should().Equal("a");
        tree.Names("a").Should().Equal("b", "x");
        tree.Find("a/b")!.Kind.Should().Be(BundleEntryKind.Directory);
        tree.Names("none").Should().BeEmpty();
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("d", "d")]
    [InlineData("d/f", "d/f")]
    [InlineData("link", "d")]
    [InlineData("link/f", "d/f")]
    [InlineData("twice/f", "d/f")]
    [InlineData("d/up/d/f", "d/f")]
    [InlineData("top/link/f", "d/f")]
    [InlineData("dangling", null)]
    [InlineData("circle", null)]
    [InlineData("absolute", null)]
    [InlineData("out", null)]
    [InlineData("d/f/x", null)]
    [InlineData("none", null)]
    public void Resolve_Path_FollowsLinksThatStayInside(string path, string? expected)
    {
        var tree = new BundleTree(
        [
            new("d/f", BundleEntryKind.File),
            new("link", BundleEntryKind.Link, "d"),
            new("twice", BundleEntryKind.Link, "./link/"),
            new("d/up", BundleEntryKind.Link, ".."),
            new("top", BundleEntryKind.Link, "."),
            new("dangling", BundleEntryKind.Link, "nowhere"),
            new("circle", BundleEntryKind.Link, "circle"),
            new("absolute", BundleEntryKind.Link, "/d"),
            new("out", BundleEntryKind.Link, "../d"),
        ]);

        tree.Resolve(path)?.Path.Should().Be(expected);
        (tree.Resolve(path) is null).Should().Be(expected is null);
    }
}
