using Forge.Build.Driving;

namespace Forge.Build.Tests.Driving;

public sealed class RetryIdTests
{
    [Theory]
    [InlineData("b-1", "b-1-retry2")]
    [InlineData("b-1-retry2", "b-1-retry3")]
    [InlineData("b-1-retry9", "b-1-retry10")]
    [InlineData("b-retry", "b-retry-retry2")]
    [InlineData("b-retry-x", "b-retry-x-retry2")]
    public void After_CountsTheTries(string id, string expected) => RetryId.After(id).Should().Be(expected);
}
