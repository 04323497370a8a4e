using Forge.Artifacts;
using Forge.Build.Output;

namespace Forge.Build.Tests.Output;

public sealed class BuildLogLocationTests
{
    [Theory]
    [InlineData("", "", "logs/shop/b1/000000000007.log.gz")]
    [InlineData("/aws/codebuild/shop", "", "logs/aws/codebuild/shop/b1/000000000007.log.gz")]
    [InlineData("", "nightly", "logs/shop/nightly/b1/000000000007.log.gz")]
    [InlineData("team", "nightly/", "logs/team/nightly/b1/000000000007.log.gz")]
    public void Of_GroupAndPrefix_GiveTheKey(string group, string prefix, string expected)
    {
        var location = BuildLogLocation.Of("shop", "b1", group, prefix);

        location.Key(7).Value.Should().Be(expected);
        location.FirstOf(ArtifactKey.Parse(expected)).Should().Be(7);
    }

    [Theory]
    [InlineData("..", "")]
    [InlineData("a//b", "")]
    [InlineData("", "../other")]
    [InlineData("a\\b", "")]
    [InlineData("a\nb", "")]
    public void Of_NamesThatAreNoKey_AreRefused(string group, string prefix) =>
        FluentActions.Invoking(() => BuildLogLocation.Of("shop", "b1", group, prefix)).Should().Throw<FormatException>().WithMessage("*cannot name a log*");

    [Theory]
    [InlineData("logs/shop/b1/7.log.gz")]
    [InlineData("logs/shop/b1/000000000007.zip")]
    [InlineData("logs/shop/b1/x/000000000007.log.gz")]
    [InlineData("logs/shop/b10/000000000007.log.gz")]
    public void FirstOf_AnotherKey_IsNone(string key) => BuildLogLocation.Of("shop", "b1").FirstOf(ArtifactKey.Parse(key)).Should().BeNull();
}
