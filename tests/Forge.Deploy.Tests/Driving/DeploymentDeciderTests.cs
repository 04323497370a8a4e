using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Tests.Driving;

public sealed class DeploymentDeciderTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Next_JustCreated_BeginsWithTheFirstTarget() =>
        DeploymentDecider.Next(State()).Should().Equal(new DeploymentStarted(), new StepStarted("w1", LifecycleEvent.ApplicationStop, 1));

    [Fact]
    public void Next_StepIsOpen_Waits() =>
        DeploymentDecider.Next(State(new DeploymentStarted(), new StepStarted("w1", LifecycleEvent.ApplicationStop, 1))).Should().BeEmpty();

    [Fact]
    public void Next_EventWithoutScripts_IsBegunAndEndedAtOnce()
    {
        var state = State(
            new DeploymentStarted(),
            new StepStarted("w1", LifecycleEvent.ApplicationStop, 1), new StepEnded("w1", LifecycleEvent.ApplicationStop, LifecycleEventStatus.Succeeded),
            new StepStarted("w1", LifecycleEvent.DownloadBundle, 1), new StepEnded("w1", LifecycleEvent.DownloadBundle, LifecycleEventStatus.Succeeded),
            new StepStarted("w1", LifecycleEvent.BeforeInstall, 1), new StepEnded("w1", LifecycleEvent.BeforeInstall, LifecycleEventStatus.Succeeded),
            new StepStarted("w1", LifecycleEvent.Install, 1), new StepEnded("w1", LifecycleEvent.Install, LifecycleEventStatus.Succeeded));

        DeploymentDecider.Next(state).Should().Equal(
            new StepStarted("w1", LifecycleEvent.AfterInstall, 1),
            new StepEnded("w1", LifecycleEvent.AfterInstall, LifecycleEventStatus.Succeeded),
            new StepStarted("w1", LifecycleEvent.ApplicationStart, 1));
    }

    [Fact]
    public void Next_Ended_DoesNothingMore() =>
        DeploymentDecider.Next(State(new DeploymentEnded(DeploymentStatus.Succeeded))).Should().BeEmpty();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Next_StopRequested_EndsWhenNothingIsOpen(bool open)
    {
        DeploymentEvent[] events = open
            ? [new DeploymentStarted(), new StepStarted("w1", LifecycleEvent.ApplicationStop, 1), new StopRequested("ann")]
            : [new StopRequested("ann")];

        var next = DeploymentDecider.Next(State(events));

        next.OfType<StepStarted>().Should().BeEmpty();
        next.OfType<DeploymentEnded>().Select(ended => ended.Status).Should().Equal(open ? [] : [DeploymentStatus.Stopped]);
    }

    // Every fleet of up to three targets, every minimum, every event that may fail on each, with and without passing over failures of
    // ApplicationStop, two orders of ending: the recorded history is always one that the reference allows.
    [Fact]
    public void Next_EveryWayADeploymentCanGo_KeepsTheOrderAndComesToAnEnd()
    {
        LifecycleEvent?[] failures = [null, .. LifecyclePlanner.InPlace.Cast<LifecycleEvent?>()];
        for (var count = 1; count <= 3; count++)
        {
            for (var minimum = 0; minimum < count; minimum++)
            {
                for (var choice = 0; choice < Math.Pow(failures.Length, count); choice++)
                {
                    var failing = Enumerable.Range(0, count).Select(i => failures[choice / (int)Math.Pow(failures.Length, i) % failures.Length]).ToArray();
                    Check(failing, minimum, ignore: choice % 2 == 0, last: choice % 3 == 0);
                }
            }
        }
    }

    private static void Check(LifecycleEvent?[] failing, int minimum, bool ignore, bool last)
    {
        var names = Enumerable.Range(1, failing.Length).Select(i => $"w{i}").ToArray();
        var state = DeploymentState.From(
            DrivingScene.Created("d-1") with
            {
                Targets = [.. names.Select(name => new DeploymentTarget(name, true))],
                MinimumHealthy = minimum,
                IgnoreApplicationStopFailures = ignore,
            },
            Start);
        for (var turns = 0; state.Ended is null; turns++)
        {
            Assert.True(turns < 200, "a deployment comes to its end");
            while (DeploymentDecider.Next(state) is { Count: > 0 } next)
            {
                state = state.Apply(next, Start);
            }

            var open = state.OpenSteps.ToList();
            Assert.True(open.Count <= failing.Length - minimum);
            if (open.Count > 0)
            {
                var step = last ? open[^1] : open[0];
                var fails = failing[Array.IndexOf(names, step.Target)] == step.Event;
                state = state.Apply(new StepEnded(step.Target, step.Event, fails ? LifecycleEventStatus.Failed : LifecycleEventStatus.Succeeded), Start);
            }
        }

        foreach (var target in state.Targets)
        {
            var statuses = target.Steps.Select(step => step.Status).ToList();
            var reached = statuses.TakeWhile(status => status is not LifecycleEventStatus.Pending).Count();
            Assert.All(statuses.Skip(reached), status => Assert.Equal(LifecycleEventStatus.Pending, status));
            Assert.DoesNotContain(LifecycleEventStatus.InProgress, statuses);
            Assert.Equal(target.Progress is HostProgress.Failed, target.Broken is not null);
            Assert.True(target.Broken is null || target.Steps[reached - 1] == target.Broken, "nothing follows the failure");
        }

        var succeeded = state.Targets.Count(target => target.Progress is HostProgress.Succeeded);
        Assert.Equal(state.Ended.Status is DeploymentStatus.Succeeded, succeeded >= Math.Max(1, minimum) && state.Targets.All(target => target.Progress is not HostProgress.Waiting));
    }

    private static DeploymentState State(params DeploymentEvent[] events) =>
        DeploymentState.From(DrivingScene.Created("d-1"), Start).Apply(events, Start);
}
