using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Planning;

public sealed class MinimumHealthyHostsTests
{
    [Theory]
    [InlineData("CodeDeployDefault.AllAtOnce", 9, 0)]
    [InlineData("CodeDeployDefault.HalfAtATime", 9, 5)]
    [InlineData("CodeDeployDefault.HalfAtATime", 8, 4)]
    [InlineData("CodeDeployDefault.HalfAtATime", 1, 1)]
    [InlineData("CodeDeployDefault.OneAtATime", 9, 8)]
    [InlineData("CodeDeployDefault.OneAtATime", 1, 0)]
    public void Of_Predefined_IsTheReferences(string name, int fleet, int expected) =>
        DeploymentConfigurations.Predefined[name].Of(fleet).Should().Be(expected);

    [Theory]
    [InlineData(40, 9, 4)]
    [InlineData(85, 10, 9)]
    [InlineData(95, 10, 10)]
    [InlineData(0, 10, 0)]
    [InlineData(99, 1, 1)]
    public void Of_FleetPercent_IsRoundedUp(int percent, int fleet, int expected) =>
        new MinimumHealthyHosts.FleetPercent(percent).Of(fleet).Should().Be(expected);

    [Fact]
    public void Of_HostCount_IsItself() => new MinimumHealthyHosts.HostCount(6).Of(9).Should().Be(6);
}
