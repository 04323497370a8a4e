using Forge.Build.Packaging;

namespace Forge.Build.Tests.Packaging;

public sealed class ArtifactGlobTests
{
    [Theory]
    [InlineData("**/*", "a.txt d/b.txt d/e/f .hid .g/x", "a.txt d/b.txt d/e/f .hid .g/x")]
    [InlineData("*", "a.txt d/b.txt .hid", "a.txt .hid")]
    [InlineData("a.txt", "a.txt xa.txt a.txt/b d/a.txt", "a.txt")]
    [InlineData("d/*", "d/a d/e/b x/a", "d/a")]
    [InlineData("d/**/*", "d/a d/e/b d/e/f/c x", "d/a d/e/b d/e/f/c")]
    [InlineData("**/b.txt", "b.txt d/b.txt d/e/b.txt db.txt", "b.txt d/b.txt d/e/b.txt")]
    [InlineData("d/**", "d/a d/e/b x", "d/a d/e/b")]
    [InlineData("**.*", "a.txt d/b.txt noext", "a.txt d/b.txt")]
    [InlineData("*.t?t", "a.txt a.tt a.t/t", "a.txt")]
    [InlineData("./d/a", "d/a", "d/a")]
    [InlineData("**/.*", ".hid d/.hid a .g/x", ".hid d/.hid")]
    [InlineData("**/.*/**/*", ".g/x d/.g/y/z a.txt", ".g/x d/.g/y/z")]
    [InlineData("**/obj/**/*", "obj/a d/obj/b/c objx/a", "obj/a d/obj/b/c")]
    [InlineData("[a](b)+{c}|^$", "[a](b)+{c}|^$ a", "[a](b)+{c}|^$")]
    [InlineData("d", "d/a", "")]
    [InlineData("", "a", "")]
    [InlineData("***", "a d/b", "a d/b")]
    [InlineData("A.txt", "a.txt", "")]
    public void IsMatch_FollowsTheReference(string pattern, string paths, string expected)
    {
        var glob = new ArtifactGlob(pattern);

        paths.Split(' ').Where(glob.IsMatch).Should().Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("../x", true)]
    [InlineData("a/../b", true)]
    [InlineData("/etc/passwd", true)]
    [InlineData("a..b/x", false)]
    public void LeadsOut_OnlyWhenItDoes(string pattern, bool expected) => new ArtifactGlob(pattern).LeadsOut.Should().Be(expected);

    [Fact]
    public void IsMatch_HostilePattern_IsLinear()
    {
        var glob = new ArtifactGlob(string.Concat(Enumerable.Repeat("**/*a", 30)));

        glob.IsMatch(new string('a', 4000)).Should().BeFalse();
    }
}
