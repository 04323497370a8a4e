using Forge.Deploy.Driving;
using Forge.Deploy.Planning;
using Forge.Journal;

namespace Forge.Deploy.Tests.Driving;

public sealed class DeploymentStateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void From_Created_HasEveryEventPending()
    {
        var state = State();

        state.Sequence.Should().Be(1);
        state.Targets.Should().HaveCount(3).And.OnlyContain(target => target.Progress == HostProgress.Waiting && target.Steps.Count == LifecyclePlanner.InPlace.Count);
        state.OpenSteps.Should().BeEmpty();
    }

    [Fact]
    public void Apply_StepStarted_IsOpenUntilItEnds()
    {
        var started = State().Apply(new StepStarted("w2", LifecycleEvent.ApplicationStop, 1), Start.AddSeconds(1));
        var ended = started.Apply(new StepEnded("w2", LifecycleEvent.ApplicationStop, LifecycleEventStatus.Succeeded), Start.AddSeconds(3));

        started.OpenSteps.Should().Equal(new DeploymentStep("d-1", "w2", LifecycleEvent.ApplicationStop, 1));
        started.Targets[1].Progress.Should().Be(HostProgress.Running);
        ended.OpenSteps.Should().BeEmpty();
        ended.Sequence.Should().Be(3);
        var step = ended.Targets[1].Steps[0];
        (step.StartedAt, step.EndedAt).Should().Be((Start.AddSeconds(1), Start.AddSeconds(3)));
        ended.Targets[0].Should().BeSameAs(started.Targets[0]);
    }

    [Theory]
    [InlineData(LifecycleEvent.ApplicationStop, LifecycleEventStatus.Failed, true, false)]
    [InlineData(LifecycleEvent.ApplicationStop, LifecycleEventStatus.Unknown, true, false)]
    [InlineData(LifecycleEvent.ApplicationStop, LifecycleEventStatus.Failed, false, true)]
    [InlineData(LifecycleEvent.Install, LifecycleEventStatus.Failed, true, true)]
    [InlineData(LifecycleEvent.Install, LifecycleEventStatus.Unknown, false, true)]
    public void Broken_StepFailed_IsPassedOverOnlyForStoppingEvents(LifecycleEvent name, LifecycleEventStatus status, bool ignore, bool expected)
    {
        var state = State(ignore).Apply([new StepStarted("w1", name, 1), new StepEnded("w1", name, status)], Start);

        (state.Targets[0].Broken is not null).Should().Be(expected);
    }

    [Fact]
    public void Apply_UnknownTargetOrEvent_IsRefused()
    {
        FluentActions.Invoking(() => State().Apply(new StepStarted("w9", LifecycleEvent.Install, 1), Start)).Should().Throw<JournalException>();
        FluentActions.Invoking(() => State().Apply(new StepStarted("w1", LifecycleEvent.AllowTraffic, 1), Start)).Should().Throw<JournalException>();
        FluentActions.Invoking(() => State().Apply(DrivingScene.Created("d-1"), Start)).Should().Throw<JournalException>();
    }

    [Fact]
    public async Task Fold_NothingRecorded_IsNull() => (await DeploymentState.FoldAsync(Events())).Should().BeNull();

    [Fact]
    public async Task Fold_HistoryDoesNotBeginWithItsCreation_IsRefused()
    {
        await FluentActions.Awaiting(() => DeploymentState.FoldAsync(Events(new DeploymentStarted()))).Should().ThrowAsync<JournalException>();
        await FluentActions.Awaiting(() => DeploymentState.FoldAsync(Events(DrivingScene.Created("d-1"), DrivingScene.Created("d-1")))).Should().ThrowAsync<JournalException>();
    }

    [Fact]
    public async Task Fold_History_IsWhatWasApplied()
    {
        DeploymentEvent[] events = [new DeploymentStarted(), new StepStarted("w1", LifecycleEvent.ApplicationStop, 1), new StopRequested("ann")];

        var folded = await DeploymentState.FoldAsync(Events([DrivingScene.Created("d-1"), .. events]));

        folded.Should().BeEquivalentTo(State().Apply(events, Start), options => options.WithStrictOrdering());
    }

    [Fact]
    public void StepId_IsTheSameForeverAndDiffersByWhatItNames()
    {
        var step = new DeploymentStep("d-1", "web 1/ä", LifecycleEvent.Install, 1);

        step.Id.Should().Be("d-1.Install.1-" + step.Id[^8..]).And.MatchRegex("^[A-Za-z0-9._-]+$");
        new[] { step.Id, (step with { Target = "w2" }).Id, (step with { Attempt = 2 }).Id, (step with { Event = LifecycleEvent.AfterInstall }).Id, (step with { DeploymentId = "d-2" }).Id }
            .Should().OnlyHaveUniqueItems();
        new DeploymentStep("d-1", "w1", LifecycleEvent.Install, 1).Id.Should().Be("d-1.Install.1-60c5590f", "targets remember it across releases of Forge");
    }

    private static DeploymentState State(bool ignore = false) =>
        DeploymentState.From(DrivingScene.Created("d-1") with { IgnoreApplicationStopFailures = ignore }, Start);

    private static async IAsyncEnumerable<JournalEvent> Events(params DeploymentEvent[] events)
    {
        await Task.CompletedTask;
        for (var i = 0; i < events.Length; i++)
        {
            yield return new JournalEvent { Stream = DeploymentStreams.Deployment("d-1"), Sequence = i + 1, RecordedAt = Start, Entry = JournalFormat.Write(events[i]) };
        }
    }
}
