using Forge.Deploy.Driving;
using Forge.Deploy.Notifications;

namespace Forge.Deploy.Tests.Driving;

public sealed class EndingPlannerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly DeploymentEnded Failed = new(DeploymentStatus.Failed, DeploymentFailure.HealthConstraints);
    private static readonly StepStarted Touched = new("w1", LifecycleEvent.ApplicationStop, 1);

    [Theory]
    [InlineData(DeploymentStatus.Failed, null, true, true)]
    [InlineData(DeploymentStatus.Succeeded, null, true, false)]
    [InlineData(DeploymentStatus.Failed, "d-0", true, false)]
    [InlineData(DeploymentStatus.Failed, null, false, false)]
    public void WantsRollback_OnlyAfterAFailureThatTouchedSomething(DeploymentStatus status, string? rollbackOf, bool touched, bool expected)
    {
        var state = DeploymentState.From(DrivingScene.Created("d-1") with { RollbackOf = rollbackOf }, Start);

        EndingPlanner.WantsRollback(touched ? state.Apply(Touched, Start) : state, new DeploymentEnded(status)).Should().Be(expected);
    }

    [Theory]
    [InlineData(DeploymentFailure.HealthConstraints, RollbackTriggers.Failure)]
    [InlineData(DeploymentFailure.AlarmActive, RollbackTriggers.Alarm)]
    [InlineData(DeploymentFailure.ManualStop, RollbackTriggers.Stop)]
    public void WantsRollback_EachEnd_HasATriggerOfItsOwn(DeploymentFailure failure, RollbackTriggers trigger)
    {
        var ended = new DeploymentEnded(failure is DeploymentFailure.HealthConstraints ? DeploymentStatus.Failed : DeploymentStatus.Stopped, failure);
        foreach (var triggers in Enumerable.Range(0, 8).Select(flags => (RollbackTriggers)flags))
        {
            var state = DeploymentState.From(DrivingScene.Created("d-1") with { AutoRollback = triggers }, Start).Apply(Touched, Start);

            EndingPlanner.WantsRollback(state, ended).Should().Be(triggers.HasFlag(trigger), "{0} are on", triggers);
        }
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, false)]
    public void WantsRollback_StopRequest_WinsOverTheGroup(bool? asked, bool group, bool expected)
    {
        var state = DeploymentState.From(DrivingScene.Created("d-1") with { AutoRollback = group ? RollbackTriggers.Stop : RollbackTriggers.None }, Start)
            .Apply(Touched, Start).Apply(new StopRequested("ann", asked), Start);

        EndingPlanner.WantsRollback(state, new DeploymentEnded(DeploymentStatus.Stopped, DeploymentFailure.ManualStop)).Should().Be(expected);
    }

    [Fact]
    public void Withdraw_TellsTheTriggersWhenItEnded()
    {
        var created = DrivingScene.Created("d-1") with { Queued = "another deploys", Triggers = [new TriggerPlan("stop", [DeploymentTriggerEvent.DeploymentStop])] };

        var batch = EndingPlanner.Withdraw(DeploymentState.From(created, Start), new StopRequested("ann"), GroupState.Empty, Start.AddMinutes(2));

        batch.Outbox.Single(notice => notice.Type == "forge.trigger.deployment.stop").Data.Should().ContainAll("\"createTime\":\"0\"", "\"completeTime\":\"120\"");
    }

    [Fact]
    public void Plan_WithRollback_EndsReleasesReservesAndCreatesInOneBatch()
    {
        var group = GroupState.Empty.Apply(new GroupReserved("d-0", "user")).Apply(new GroupReleased("d-0", DeploymentStatus.Succeeded, DrivingScene.Targets, []))
            .Apply(new GroupReserved("d-1", "user"));
        var state = DeploymentState.From(DrivingScene.Created("d-1"), Start).Apply(Touched, Start);
        var broken = new StepEnded("w1", LifecycleEvent.ApplicationStop, LifecycleEventStatus.Failed);

        var (appends, events) = EndingPlanner.Plan(state, [broken, Failed], group, DrivingScene.Created("d-0"), "d-2");

        events.Should().Equal(broken, Failed with { RollbackDeploymentId = "d-2" });
        appends.Select(append => (append.Stream.ToString(), append.ExpectedSequence, append.Closes, string.Join(' ', append.Entries.Select(entry => entry.Type)))).Should().Equal(
            ("deployment/d-1", 2, true, "step-ended ended"),
            ("deployment-group/web", 3, false, "released reserved"),
            ("deployment/d-2", 0, false, "created"));
        appends[2].Entries[0].Data.Should().ContainAll("\"revision\":\"shop/d-0.zip\"", "\"rollbackOf\":\"d-1\"", "\"creator\":\"codeDeployRollback\"", "\"autoRollback\":\"None\"", "{\"name\":\"w1\",\"wasHealthy\":false}");
    }

    [Fact]
    public void Plan_WithoutRollback_EndsAndReleases()
    {
        var (appends, events) = EndingPlanner.Plan(DeploymentState.From(DrivingScene.Created("d-1"), Start), [Failed], GroupState.Empty, null, "d-2");

        events.Should().Equal(Failed);
        appends.Select(append => append.Stream.ToString()).Should().Equal("deployment/d-1", "deployment-group/web");
    }
}
