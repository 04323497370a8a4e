using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Planning;

public sealed class DestinationPathTests
{
    [Theory]
    [InlineData("", "", "/")]
    [InlineData("", "/", "/")]
    [InlineData("", "/a/b/", "/a/b")]
    [InlineData("/r", "", "/r")]
    [InlineData("/r", "a", "/r/a")]
    [InlineData("/r/", "/a", "/r/a")]
    [InlineData("/r", "/a/../b", "/r/b")]
    [InlineData("/r", "/../b", null)]
    public void Resolve_Path_IsBelowTheRoot(string root, string path, string? expected) => DestinationPath.Resolve(root, path).Should().Be(expected);

    [Theory]
    [InlineData("", "/", new string[0])]
    [InlineData("", "/a", new[] { "/a" })]
    [InlineData("", "/a/b/c", new[] { "/a", "/a/b", "/a/b/c" })]
    [InlineData("/r", "/r", new string[0])]
    [InlineData("/r", "/r/a/b", new[] { "/r/a", "/r/a/b" })]
    [InlineData("/r/s/", "/r/s/a", new[] { "/r/s/a" })]
    public void Chain_Path_IsEveryDirectoryBelowTheRoot(string root, string path, string[] expected) => DestinationPath.Chain(root, path).Should().Equal(expected);
}
