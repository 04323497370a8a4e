using Forge.Build.Batches;
using Forge.Build.Planning;

namespace Forge.Build.Tests.Batches;

/// <summary>Every case of what is done next. A group is written <c>name&lt;needed,needed=state</c>; <c>?</c> behind the name ignores its failure.</summary>
public sealed class BatchDeciderTests
{
    [Theory]
    [InlineData("a b", "a b", "")]
    [InlineData("a b<a", "a", "")]
    [InlineData("a=run b<a", "", "")]
    [InlineData("a=ok b<a c<a", "b c", "")]
    [InlineData("a=ok b=run c<a,b", "", "")]
    [InlineData("a=ok b=ok c<a,b", "c", "")]
    [InlineData("a=bad b<a", "", "b")]
    [InlineData("a=bad b<a c<b d<c", "", "b c d")]
    [InlineData("a=bad b<a c", "c", "b")]
    [InlineData("a=bad b=run c<a,b", "", "c")]
    [InlineData("a?=bad b<a", "b", "")]
    [InlineData("a?=fault b<a", "b", "")]
    [InlineData("a?=never b<a", "", "b")]
    [InlineData("a?=stopped b<a", "b", "")]
    [InlineData("a=fault b<a", "", "b")]
    [InlineData("a=late b<a", "", "b")]
    [InlineData("a=stopped b<a", "", "b")]
    [InlineData("a=bad b?<a c<b", "", "b c")]
    public void Decide_WaitingGroups_StartsThoseWhoseNeedsAreMet(string groups, string start, string skip)
    {
        var decision = BatchDecider.Decide(State(groups));

        decision.Start.Should().Equal(Split(start));
        decision.Skip.Should().Equal(Split(skip));
        decision.StopsAll.Should().BeFalse();
        decision.Outcome.Should().BeNull();
    }

    [Theory]
    [InlineData("a=bad b=run c", "fast", "c")]
    [InlineData("a=fault b", "fast", "b")]
    [InlineData("a=run b c<b", "stop", "b c")]
    [InlineData("a=run b c<b", "timeout", "b c")]
    [InlineData("a b", "stop", "a b")]
    public void Decide_Cut_StartsNothing(string groups, string cut, string skip)
    {
        var decision = BatchDecider.Decide(State(groups, cut));

        decision.StopsAll.Should().BeTrue();
        decision.Start.Should().BeEmpty();
        decision.Skip.Should().Equal(Split(skip));
        decision.Outcome.Should().BeNull();
    }

    [Theory]
    [InlineData("a?=bad b", "fast")]
    [InlineData("a=ok b", "fast")]
    [InlineData("a=bad b", "")]
    public void Decide_NoReasonToCut_GoesOn(string groups, string cut)
    {
        BatchDecider.Decide(State(groups, cut)).Should().BeEquivalentTo(new { StopsAll = false, Start = new[] { "b" } });
    }

    [Theory]
    [InlineData("a=run b=never", "stop", true)]
    [InlineData("a=bad b=run", "fast", true)]
    [InlineData("a=ok b=run", "", false)]
    public void Decide_BuildsThatStillRun_AreWaitedFor(string groups, string cut, bool stops)
    {
        var decision = BatchDecider.Decide(State(groups, cut));

        decision.Outcome.Should().BeNull();
        decision.StopsAll.Should().Be(stops);
    }

    [Theory]
    [InlineData("a=ok b=ok", "", BuildStatus.Succeeded)]
    [InlineData("a=ok b?=bad", "", BuildStatus.Succeeded)]
    [InlineData("a=ok b?=fault c?=late d?=stopped", "", BuildStatus.Succeeded)]
    [InlineData("a=ok b=bad", "", BuildStatus.Failed)]
    [InlineData("a=late", "", BuildStatus.Failed)]
    [InlineData("a=fault", "", BuildStatus.Fault)]
    [InlineData("a=fault b=bad", "", BuildStatus.Failed)]
    [InlineData("a=stopped", "", BuildStatus.Stopped)]
    [InlineData("a=bad b=stopped c=never", "fast", BuildStatus.Failed)]
    [InlineData("a=stopped b=never", "stop", BuildStatus.Stopped)]
    [InlineData("a=bad b=stopped", "stop", BuildStatus.Stopped)]
    [InlineData("a=stopped", "timeout", BuildStatus.TimedOut)]
    [InlineData("a=stopped", "stop timeout", BuildStatus.Stopped)]
    [InlineData("a=ok", "stop", BuildStatus.Succeeded)]
    [InlineData("a=ok", "timeout", BuildStatus.Succeeded)]
    [InlineData("a=bad", "timeout", BuildStatus.Failed)]
    public void Decide_AllEnded_TellsTheOutcome(string groups, string cut, BuildStatus status)
    {
        var decision = BatchDecider.Decide(State(groups, cut));

        decision.Outcome!.Status.Should().Be(status);
        decision.Start.Should().BeEmpty();
        decision.Skip.Should().BeEmpty();
    }

    [Fact]
    public void Decide_Failures_AreNamed()
    {
        BatchDecider.Decide(State("a=bad b=never c?=bad d=fault")).Outcome!.Message.Should().Be("3 of 4 builds did not succeed: a FAILED, b was not started, d FAULT");
    }

    [Theory]
    [InlineData(BuildBatchPhase.Submitted, BuildStatus.Succeeded, false, BuildBatchPhase.DownloadBatchSpec)]
    [InlineData(BuildBatchPhase.DownloadBatchSpec, BuildStatus.Succeeded, true, BuildBatchPhase.InProgress)]
    [InlineData(BuildBatchPhase.DownloadBatchSpec, BuildStatus.Failed, true, BuildBatchPhase.Failed)]
    [InlineData(BuildBatchPhase.DownloadBatchSpec, BuildStatus.Stopped, true, BuildBatchPhase.Stopped)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.Succeeded, false, BuildBatchPhase.Succeeded)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.Succeeded, true, BuildBatchPhase.CombineArtifacts)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.Failed, true, BuildBatchPhase.Failed)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.Fault, false, BuildBatchPhase.Failed)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.TimedOut, false, BuildBatchPhase.Failed)]
    [InlineData(BuildBatchPhase.InProgress, BuildStatus.Stopped, false, BuildBatchPhase.Stopped)]
    [InlineData(BuildBatchPhase.CombineArtifacts, BuildStatus.Succeeded, true, BuildBatchPhase.Succeeded)]
    [InlineData(BuildBatchPhase.CombineArtifacts, BuildStatus.Fault, true, BuildBatchPhase.Failed)]
    public void Next_PhaseThatEnded_GivesTheOneThatFollows(BuildBatchPhase phase, BuildStatus status, bool combines, BuildBatchPhase next)
    {
        var state = State("a");
        state = state with
        {
            Definition = state.Definition with { Settings = new BuildBatchSettings { CombineArtifacts = combines } },
            Result = state.Result with { Phases = [new BuildBatchPhaseResult { Phase = phase, StartedAt = DateTimeOffset.UnixEpoch }] },
        };

        BatchDecider.Next(state, status).Should().Be(next);
    }

    private static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static BatchState State(string groups, string cut = "") => new()
    {
        Definition = new BatchDefinition
        {
            Build = BuildDefinitionPlanner.Plan(new BuildProject { Name = "shop" }, new BuildRequest { Project = "shop" }),
            Settings = new BuildBatchSettings(),
        },
        Plan = new BatchPlanned
        {
            BatchId = "b",
            FastFail = cut.Contains("fast", StringComparison.Ordinal),
            Tasks = [],
            Source = new SourceDefinition(),
            SecondarySources = new Dictionary<string, SourceDefinition>(),
        },
        StopAskedBy = cut.Contains("stop", StringComparison.Ordinal) ? "tester" : null,
        IsTimedOut = cut.Contains("timeout", StringComparison.Ordinal),
        Result = new BuildBatchResult
        {
            BatchId = "b",
            Project = "shop",
            Status = BuildStatus.InProgress,
            StartedAt = DateTimeOffset.UnixEpoch,
            Phases = [new BuildBatchPhaseResult { Phase = BuildBatchPhase.InProgress, StartedAt = DateTimeOffset.UnixEpoch }],
            Groups = [.. Split(groups).Select(Group)],
        },
    };

    private static BuildBatchGroup Group(string text)
    {
        var (definition, status) = text.Split('=') is [var before, var after] ? (before, after) : (text, "");
        var (name, needed) = definition.Split('<') is [var left, var right] ? (left, right) : (definition, "");
        return new BuildBatchGroup
        {
            Identifier = name.TrimEnd('?'),
            IgnoreFailure = name.EndsWith('?'),
            DependsOn = needed.Split(',', StringSplitOptions.RemoveEmptyEntries),
            BuildId = status is "" or "never" ? null : $"id-{name}",
            Status = status switch
            {
                "run" => BuildStatus.InProgress,
                "ok" => BuildStatus.Succeeded,
                "bad" => BuildStatus.Failed,
                "fault" => BuildStatus.Fault,
                "late" => BuildStatus.TimedOut,
                "stopped" or "never" => BuildStatus.Stopped,
                _ => null,
            },
        };
    }
}
