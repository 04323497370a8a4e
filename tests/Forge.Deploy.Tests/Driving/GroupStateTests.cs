using Forge.Deploy.Driving;

namespace Forge.Deploy.Tests.Driving;

public sealed class GroupStateTests
{
    [Fact]
    public void Apply_Reserved_IsActiveUntilReleased()
    {
        var reserved = GroupState.Empty.Apply(new GroupReserved("d-1", "ann"));
        var released = reserved.Apply(new GroupReleased("d-1", DeploymentStatus.Succeeded, ["a"], []));

        (reserved.Active, reserved.Sequence).Should().Be((new GroupReserved("d-1", "ann"), 1));
        (released.Active, released.Sequence, released.LastSuccessful).Should().Be((null, 2, "d-1"));
    }

    [Theory]
    [InlineData(DeploymentStatus.Failed)]
    [InlineData(DeploymentStatus.Stopped)]
    public void Apply_ReleasedWithoutSuccess_KeepsTheRevisionAndUntouchedTargets(DeploymentStatus status)
    {
        var state = Deployed("a", "b", "c").Apply(new GroupReleased("d-2", status, ["a"], ["b"]));

        state.LastSuccessful.Should().Be("d-1");
        state.Targets["a"].Should().Be(new GroupTarget(true, "d-2"));
        state.Targets["b"].Should().Be(new GroupTarget(false, null));
        state.Targets["c"].Should().Be(new GroupTarget(true, "d-1"));
    }

    [Fact]
    public void Apply_ReleasedWithSuccess_TargetsWithoutTheRevisionAreUnhealthy()
    {
        var state = Deployed("a", "b", "c").Apply(new GroupReleased("d-2", DeploymentStatus.Succeeded, ["a"], ["b"]));

        state.LastSuccessful.Should().Be("d-2");
        state.Targets["a"].Should().Be(new GroupTarget(true, "d-2"));
        state.Targets["b"].Should().Be(new GroupTarget(false, null));
        state.Targets["c"].Should().Be(new GroupTarget(false, null));
    }

    [Fact]
    public void Order_Targets_UnhealthyThenOldThenCurrent()
    {
        var state = Deployed("current", "old", "broken")
            .Apply(new GroupReserved("d-2", "user")).Apply(new GroupReleased("d-2", DeploymentStatus.Stopped, ["old"], ["broken"]));

        state.Order(["current", "old", "broken", "new"]).Should().Equal(
            new DeploymentTarget("broken", false), new DeploymentTarget("new", false), new DeploymentTarget("old", true), new DeploymentTarget("current", true));
    }

    [Fact]
    public void Order_NothingDeployedYet_KeepsTheOrder() =>
        GroupState.Empty.Order(["b", "a"]).Should().Equal(new DeploymentTarget("b", false), new DeploymentTarget("a", false));

    [Theory]
    [InlineData("web", "web")]
    [InlineData("shop.web_1-a", "shop.web_1-a")]
    public void GroupId_NameCanBeAFolder_IsTheName(string name, string expected) => GroupId.Of(name).Should().Be(expected);

    [Theory]
    [InlineData("a@b")]
    [InlineData(".hidden")]
    [InlineData("deployment-logs")]
    public void GroupId_NameCannotBeAFolder_IsAHash(string name) => GroupId.Of(name).Should().MatchRegex("^group-[0-9a-f]{16}$");

    private static GroupState Deployed(params string[] targets) =>
        GroupState.Empty.Apply(new GroupReserved("d-1", "user")).Apply(new GroupReleased("d-1", DeploymentStatus.Succeeded, targets, []));
}
