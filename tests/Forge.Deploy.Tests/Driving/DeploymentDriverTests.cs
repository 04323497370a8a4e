using Forge.Deploy.Driving;
using Forge.Deploy.Running;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Deploy.Tests.Driving;

public sealed class DeploymentDriverTests
{
    private readonly DrivingScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_EverythingSucceeds_RecordsEveryEventOnceAndInOrder()
    {
        await _scene.CreateAsync("d-1");

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        result.Status.Should().Be(DeploymentStatus.Succeeded);
        result.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Succeeded && target.Events.All(e => e.Status == LifecycleEventStatus.Succeeded));
        await _scene.CheckExactlyOnceAsync("d-1");
        var group = await _scene.ReadGroupAsync();
        (group.Active, group.LastSuccessful).Should().Be((null, "d-1"));
        group.Targets.Values.Should().OnlyContain(target => target.IsHealthy && target.DeploymentId == "d-1");
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(1, 2)]
    [InlineData(0, 3)]
    public async Task Drive_Configuration_LimitsHowManyRunAtOnce(int minimum, int most)
    {
        await _scene.CreateAsync("d-1", created => created with { MinimumHealthy = minimum });
        var together = new CountdownEvent(most);
        var all = new TaskCompletionSource();
        _scene.Fleet.Working = (step, cancellationToken) =>
        {
            if (step.Event is not LifecycleEvent.ApplicationStop || together.IsSet)
            {
                return Task.CompletedTask;
            }

            if (together.Signal())
            {
                all.SetResult();
            }

            return all.Task.WaitAsync(cancellationToken);
        };

        await _scene.DriveAsync();

        _scene.Fleet.MostOpen.Should().Be(most);
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Drive_ScriptFails_SkipsTheRestAndSaysWhere()
    {
        await _scene.CreateAsync("d-1");
        _scene.Fleet.Fail("d-1", "w1", LifecycleEvent.ApplicationStart);

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure, result.RollbackDeploymentId).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HealthConstraints, null));
        result.Targets.Select(target => target.Status).Should().Equal(TargetStatus.Failed, TargetStatus.Skipped, TargetStatus.Skipped);
        result.Targets[0].Events.Select(e => e.Status).Should().Equal(
            LifecycleEventStatus.Succeeded,
            LifecycleEventStatus.Succeeded,
            LifecycleEventStatus.Succeeded,
            LifecycleEventStatus.Succeeded,
            LifecycleEventStatus.Succeeded,
            LifecycleEventStatus.Failed,
            LifecycleEventStatus.Skipped);
        result.Message.Should().ContainAll("'d-1'", "'w1'", "ApplicationStart", "scripts/x.sh", "code 3", "boom");
        var failed = result.Targets[0].Events[5];
        (failed.ErrorCode, failed.Script, failed.LogTail).Should().Be((LifecycleErrorCode.ScriptFailed, "scripts/x.sh", "boom\n"));
    }

    [Fact]
    public async Task Drive_SecondRevisionFails_RollsBackToTheFirst()
    {
        await _scene.CreateAsync("d-1", created => created with { FileExists = FileExistsBehavior.Overwrite });
        await _scene.DriveAsync();
        await _scene.CreateAsync("d-2");
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.ValidateService);

        await _scene.DriveAsync();

        var failed = await _scene.ResultAsync("d-2");
        var rollback = await _scene.ResultAsync(failed.RollbackDeploymentId!);
        (failed.Status, rollback.Status, rollback.RollbackOf, rollback.Creator).Should().Be((DeploymentStatus.Failed, DeploymentStatus.Succeeded, "d-2", "codeDeployRollback"));
        rollback.Revision.Value.Should().Be("shop/d-1.zip");
        (await _scene.StateAsync(rollback.DeploymentId))!.Created.FileExists.Should().Be(FileExistsBehavior.Overwrite);
        rollback.Targets.Select(target => target.Target).Should().Equal("w1", "w2", "w3");
        await _scene.CheckExactlyOnceAsync(rollback.DeploymentId);
        (await _scene.ReadGroupAsync()).LastSuccessful.Should().Be(rollback.DeploymentId);
    }

    [Fact]
    public async Task Drive_RollbackFails_IsNotRolledBack()
    {
        await _scene.CreateAsync("d-1");
        await _scene.DriveAsync();
        await _scene.CreateAsync("d-2");
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.Install);
        _scene.Fleet.Working = (step, _) =>
        {
            if (step.DeploymentId is not ("d-1" or "d-2"))
            {
                _scene.Fleet.Fail(step.DeploymentId, "w1", LifecycleEvent.DownloadBundle);
            }

            return Task.CompletedTask;
        };

        await _scene.DriveAsync();

        var rollback = await _scene.ResultAsync((await _scene.ResultAsync("d-2")).RollbackDeploymentId!);
        (rollback.Status, rollback.RollbackDeploymentId).Should().Be((DeploymentStatus.Failed, null));
        (await _scene.ReadGroupAsync()).LastSuccessful.Should().Be("d-1");
    }

    [Theory]
    [InlineData(false, true, null)]
    [InlineData(true, false, "d-1")]
    public async Task Drive_NothingToRollBackTo_EndsWithoutRollback(bool succeededBefore, bool wanted, string? last)
    {
        if (succeededBefore)
        {
            await _scene.CreateAsync("d-1");
            await _scene.DriveAsync();
        }

        await _scene.CreateAsync("d-2", created => created with { AutoRollback = wanted ? RollbackTriggers.Failure : RollbackTriggers.None });
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.Install);
        await _scene.DriveAsync();

        (await _scene.ResultAsync("d-2")).RollbackDeploymentId.Should().BeNull();
        var group = await _scene.ReadGroupAsync();
        (group.Active, group.LastSuccessful).Should().Be((null, last));
    }

    [Theory]
    [InlineData(false, DeploymentStatus.Failed)]
    [InlineData(true, DeploymentStatus.Succeeded)]
    public async Task Drive_ApplicationStopFails_IsPassedOverOnlyWhenAskedFor(bool ignore, DeploymentStatus expected)
    {
        await _scene.CreateAsync("d-1", created => created with { IgnoreApplicationStopFailures = ignore });
        _scene.Fleet.Fail("d-1", "w1", LifecycleEvent.ApplicationStop);

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        result.Status.Should().Be(expected);
        result.Targets[0].Events[0].Status.Should().Be(LifecycleEventStatus.Failed);
    }

    [Fact]
    public async Task Drive_TargetRestartedDuringAHook_FailsWithCodeSevenAndRepeatsNothing()
    {
        await _scene.CreateAsync("d-1");
        _scene.Fleet.Script("d-1", "w1", LifecycleEvent.BeforeInstall, new StepOutcome(StepStatus.Unknown, LifecycleErrorCode.FailedAfterRestart, "", "The target restarted.", ""));

        await _scene.DriveAsync();

        var failed = (await _scene.ResultAsync("d-1")).Targets[0].Events[2];
        (failed.Status, failed.ErrorCode).Should().Be((LifecycleEventStatus.Unknown, LifecycleErrorCode.FailedAfterRestart));
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Drive_MinimumCannotBeKept_FailsBeforeTouchingAnything()
    {
        await _scene.CreateAsync("d-0");
        await _scene.DriveAsync();
        await _scene.CreateAsync("d-1", created => created with { MinimumHealthy = 3 });

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure, result.RollbackDeploymentId).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HealthConstraintsInvalid, null));
        _scene.Fleet.Started.Should().OnlyContain(step => step.DeploymentId == "d-0");
    }

    [Fact]
    public async Task Drive_StopIsAskedForMeanwhile_FinishesWhatRunsAndSkipsTheRest()
    {
        await _scene.CreateAsync("d-1");
        _scene.Fleet.Working = async (step, cancellationToken) =>
        {
            if (step is { Target: "w2", Event: LifecycleEvent.Install })
            {
                var sequence = (await _scene.StateAsync("d-1"))!.Sequence;
                await _scene.Journal.AppendAsync(
                    new JournalBatch { Appends = [DeploymentStreams.Append(DeploymentStreams.Deployment("d-1"), sequence, [new StopRequested("ann")])] }, cancellationToken);
            }
        };

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.ManualStop));
        result.Message.Should().Contain("'ann'");
        result.Targets.Select(target => target.Status).Should().Equal(TargetStatus.Succeeded, TargetStatus.Unknown, TargetStatus.Skipped);
        result.Targets[1].Events.Select(e => e.Status).Skip(3).Should().Equal(
            LifecycleEventStatus.Succeeded, LifecycleEventStatus.Skipped, LifecycleEventStatus.Skipped, LifecycleEventStatus.Skipped);
    }

    [Fact]
    public async Task Drive_LeaseGrantedToSomebodyElse_RecordsNothingMore()
    {
        await _scene.CreateAsync("d-1");
        await using var keeper = await _scene.ClaimAsync("d-1", Cancel);
        var before = 0L;
        _scene.Fleet.Working = async (_, cancellationToken) =>
        {
            await _scene.Journal.ReleaseAsync(keeper.Lease, cancellationToken);
            await _scene.Journal.ClaimAsync(keeper.Lease.Stream, "other", LeaseKeeper.TimeToLive, cancellationToken);
            before = (await _scene.StateAsync("d-1"))!.Sequence;
        };

        (await _scene.DriveAsync(keeper)).Should().Be(DriveEnd.Fenced);

        (await _scene.StateAsync("d-1"))!.Sequence.Should().Be(before);
    }

    [Fact]
    public async Task Drive_HostWasFrozenLongerThanItsLease_StopsBeforeItActs()
    {
        await _scene.CreateAsync("d-1");
        var keeper = await _scene.ClaimAsync("d-1", Cancel);
        _scene.Fleet.Working = (_, _) =>
        {
            _scene.Time.Advance(TimeSpan.FromSeconds(30));
            return Task.CompletedTask;
        };

        // Whether the frozen host's timers or its own look at the clock come first is all the same.
        var act = async () => await _scene.DriveAsync(keeper) is DriveEnd.Fenced ? throw new OperationCanceledException() : 0;
        await act.Should().ThrowAsync<OperationCanceledException>();

        _scene.Fleet.Started.Should().ContainSingle();
        await keeper.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drive_TargetHasSeenAHigherEpoch_JournalDecidesWhoIsRight(bool other)
    {
        await _scene.CreateAsync("d-1");
        await using var keeper = await _scene.ClaimAsync("d-1", Cancel);
        _scene.Fleet.Script("d-1", "w1", LifecycleEvent.ApplicationStop, new StepOutcome(StepStatus.Fenced, LifecycleErrorCode.UnknownError, "", "", ""));
        _scene.Fleet.Working = async (_, cancellationToken) =>
        {
            if (other)
            {
                await _scene.Journal.ReleaseAsync(keeper.Lease, cancellationToken);
                await _scene.Journal.ClaimAsync(keeper.Lease.Stream, "other", LeaseKeeper.TimeToLive, cancellationToken);
            }
        };

        (await _scene.DriveAsync(keeper)).Should().Be(other ? DriveEnd.Fenced : DriveEnd.Ended);

        (await _scene.ResultAsync("d-1")).Message.Contains("another journal", StringComparison.Ordinal).Should().Be(!other);
    }

    [Fact]
    public async Task Drive_HostStops_LeavesTheStepToTheNextDriver()
    {
        await _scene.CreateAsync("d-1");
        using var stop = new CancellationTokenSource();
        _scene.Fleet.Working = async (step, cancellationToken) =>
        {
            if (step is { Target: "w2", Event: LifecycleEvent.BeforeInstall } && !stop.IsCancellationRequested)
            {
                await stop.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
        };
        var keeper = await _scene.ClaimAsync("d-1", stop.Token);
        await FluentActions.Awaiting(() => _scene.DriveAsync(keeper)).Should().ThrowAsync<OperationCanceledException>();
        await keeper.DisposeAsync();
        _scene.Time.Advance(LeaseKeeper.TimeToLive);

        await _scene.DriveAsync();

        _scene.Fleet.Reattached.Should().Be(1);
        _scene.Fleet.Epochs.Should().HaveCount(2);
        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Drive_Outbox_TellsOfStartTargetsAndEnd()
    {
        await _scene.CreateAsync("d-1");
        _scene.Fleet.Fail("d-1", "w2", LifecycleEvent.Install);

        await _scene.DriveAsync();

        var outbox = await _scene.Journal.ReadOutboxAsync(100, Cancel);
        outbox.Select(e => (e.Id, e.Type)).Should().Equal(
            ("d-1:started", "forge.deployment.started"),
            ("d-1:target:w1", "forge.deployment.target"),
            ("d-1:target:w2", "forge.deployment.target"),
            ("d-1:ended", "forge.deployment.ended"));
        outbox[2].Data.Should().ContainAll("\"target\":\"w2\"", "\"status\":\"Failed\"", "scripts/x.sh");
        outbox[3].Data.Should().ContainAll("\"status\":\"Failed\"", "\"failure\":\"HealthConstraints\"", "\"group\":\"web\"");
    }
}
