using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Testing;

namespace Forge.Deploy.Tests.Driving;

/// <summary>What gates and the bake do to a deployment.</summary>
public sealed class DeploymentGateTests
{
    private static readonly DeploymentGateAnswer No = new() { Verdict = DeploymentGateVerdict.Rejected, By = "ann", Reason = "it is Friday." };

    private readonly SteppedTimeProvider _time = new();
    private readonly DrivingScene _scene;
    private readonly FakeDeploymentGate _gate = new("board");

    public DeploymentGateTests()
    {
        _time.SetUtcNow(TimeProvider.System.GetUtcNow());
        _scene = new DrivingScene(_time, TimeProvider.System);
        _scene.Gates["board"] = _gate;
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drive_Approved_GoesOnAndAsksOnce()
    {
        await CreateAsync(DeploymentStage.BeforeDeployment);

        await _scene.DriveAsync();

        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        var asked = _gate.Questions.Should().ContainSingle().Subject;
        (asked.Id, asked.DeploymentId, asked.Group, asked.Stage, asked.Deadline - asked.AskedAt).Should().Be(
            ("d-1/release", "d-1", "web", DeploymentStage.BeforeDeployment, TimeSpan.FromHours(1)));
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Drive_RejectedBeforeTheFirstTarget_TouchesNothing()
    {
        _gate.Answer = No;
        await CreateAsync(DeploymentStage.BeforeDeployment);

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure, result.RollbackDeploymentId).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HookExecutionFailure, null));
        result.Message.Should().Be("Deployment 'd-1' to 'web' failed: the gate 'release' (BeforeDeployment) was answered with no by 'ann': it is Friday.");
        result.Gates.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Verdict = DeploymentGateVerdict.Rejected, By = "ann", Reason = "it is Friday." });
        _scene.Fleet.Started.Should().BeEmpty();
    }

    [Theory]
    [InlineData(DeploymentStage.BeforeEvent, LifecycleEvent.ApplicationStart, 0, "AfterInstall")]
    [InlineData(DeploymentStage.AfterEvent, LifecycleEvent.Install, 0, "Install")]
    [InlineData(DeploymentStage.AfterEvent, LifecycleEvent.ValidateService, 0, "ValidateService")]
    [InlineData(DeploymentStage.BeforeTarget, null, 1, "ValidateService")]
    [InlineData(DeploymentStage.AfterFirstTarget, null, 1, "ValidateService")]
    [InlineData(DeploymentStage.BeforeSuccess, null, 3, "ValidateService")]
    public async Task Drive_RejectedAtAStage_ReachesItAndNothingAfterAndRollsBack(DeploymentStage stage, LifecycleEvent? name, int succeeded, string last)
    {
        await _scene.CreateAsync("d-0");
        await _scene.DriveAsync();
        // The second target's question is the one that counts where each target is asked before its first event.
        _scene.Fleet.Working = (step, _) =>
        {
            _gate.Answer = step is { DeploymentId: "d-1", Target: "w1" } ? No : _gate.Answer;
            return Task.CompletedTask;
        };
        await CreateAsync(stage, name);

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HookExecutionFailure), result.Message);
        result.Targets.SelectMany(target => target.Events).Last(e => e.Status is LifecycleEventStatus.Succeeded).Event.ToString().Should().Be(last);
        result.Targets.Count(target => target.Status is TargetStatus.Succeeded).Should().Be(stage is DeploymentStage.AfterEvent && name is LifecycleEvent.ValidateService ? 1 : succeeded);
        (await _scene.ResultAsync(result.RollbackDeploymentId!)).Status.Should().Be(DeploymentStatus.Succeeded, "a rollback asks no gate but its own");
    }

    [Fact]
    public async Task Drive_AfterFirstTarget_KeepsTheOthersWaitingThoughAllCouldRun()
    {
        await CreateAsync(DeploymentStage.AfterFirstTarget, change: created => created with { MinimumHealthy = 0 });
        var open = 0;
        _scene.Fleet.Working = (step, _) =>
        {
            open = Math.Max(open, _gate.Questions.Count is 0 ? _scene.Fleet.Started.Select(one => one.Target).Distinct().Count() : open);
            return Task.CompletedTask;
        };

        await _scene.DriveAsync();

        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        open.Should().Be(1);
        _gate.Questions.Should().ContainSingle();
    }

    [Fact]
    public async Task Drive_BeforeRollback_IsAskedByTheRollbackOnly()
    {
        await CreateAsync(DeploymentStage.BeforeRollback);
        await _scene.DriveAsync();
        await CreateAsync(DeploymentStage.BeforeRollback, id: "d-2");
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.ValidateService);
        _gate.Answer = No;

        await _scene.DriveAsync();

        var rollback = await _scene.ResultAsync((await _scene.ResultAsync("d-2")).RollbackDeploymentId!);
        (rollback.Status, rollback.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.HookExecutionFailure));
        rollback.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Skipped);
        _gate.Questions.Should().ContainSingle().Which.DeploymentId.Should().Be(rollback.DeploymentId);
    }

    [Fact]
    public async Task Drive_GateCannotBeAsked_TriesAgainWithTheSameIdAndGoesOn()
    {
        _gate.Failure = new DeploymentGateException("no route to it.", "board");
        await CreateAsync(DeploymentStage.BeforeDeployment);

        var driving = _scene.DriveAsync();
        await PassAsync(1);
        await _time.ExpectWaitAsync(TimeSpan.FromSeconds(2), Cancel);
        _gate.Failure = null;
        _time.Advance(TimeSpan.FromSeconds(2));
        await driving;

        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        _gate.Questions.Select(question => question.Id).Distinct().Should().Equal("d-1/release");
        _gate.Questions.Select(question => question.Deadline).Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData(true, "no answer within 00:00:10: no route to it.", 1, 2, 4, 3)]
    [InlineData(false, "no answer within 00:00:10: it has not decided.", 5, 5)]
    public async Task Drive_NoAnswerInTime_FailsClosedAndSaysWhy(bool isBroken, string expected, params int[] waits)
    {
        _gate.Failure = isBroken ? new DeploymentGateException("no route to it.", "board") : null;
        _gate.Answer = new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Pending };
        await CreateAsync(DeploymentStage.BeforeDeployment, change: created => created with { Gates = [created.Gates![0] with { TimeLimit = TimeSpan.FromSeconds(10) }] });

        var driving = _scene.DriveAsync();
        await PassAsync(waits);

        await driving;
        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Failed, DeploymentFailure.Timeout));
        result.Message.Should().Contain(expected);
        _scene.Fleet.Started.Should().BeEmpty();
    }

    [Fact]
    public async Task Drive_StoppedWhileItWaits_EndsAtOnce()
    {
        _gate.Answer = new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Pending };
        await CreateAsync(DeploymentStage.BeforeDeployment);
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(TimeSpan.FromSeconds(5), Cancel);
        await _time.ExpectWaitAsync(DrivingScene.PollInterval, Cancel);

        await AppendAsync(new StopRequested("bob"));
        await driving.WaitAsync(Cancel);

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.StopRequestedBy).Should().Be((DeploymentStatus.Stopped, "bob"));
    }

    [Fact]
    public async Task Drive_Bake_IsRecordedAndShownAndEnds()
    {
        await _scene.CreateAsync("d-1", created => created with { BakeTime = TimeSpan.FromSeconds(12) });
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);
        var baking = await _scene.ResultAsync("d-1");
        _time.Advance(BakeWatch.Slice);
        await PassAsync(5, 2);

        await driving;
        (baking.Status, baking.Bake!.Duration).Should().Be((DeploymentStatus.Baking, TimeSpan.FromSeconds(12)));
        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
        (await BakedAsync()).Should().Equal(0, 5, 10, 12);
    }

    [Fact]
    public async Task Drive_BakeIsInterrupted_GoesOnWithWhatWasObservedAndCountsNoOutage()
    {
        await _scene.CreateAsync("d-1", created => created with { BakeTime = TimeSpan.FromSeconds(15) });
        using (var killed = new CancellationTokenSource())
        {
            await using var keeper = await _scene.ClaimAsync("d-1", killed.Token);
            var first = _scene.DriveAsync(keeper);
            await PassAsync(5);
            await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);
            await killed.CancelAsync();
            await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        }

        _time.Advance(TimeSpan.FromDays(1));
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);
        (await BakedAsync()).Should().Equal([0, 5], "nobody watched meanwhile");
        _time.Advance(BakeWatch.Slice);
        await PassAsync(5);

        await driving;
        (await BakedAsync()).Should().Equal(0, 5, 10, 15);
    }

    [Fact]
    public async Task Drive_HostIsFrozenDuringTheBake_CountsTheSliceOnly()
    {
        await _scene.CreateAsync("d-1", created => created with { BakeTime = TimeSpan.FromSeconds(10) });
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);

        _time.Advance(TimeSpan.FromHours(1));
        await PassAsync(5);

        await driving;
        (await BakedAsync()).Should().Equal(0, 5, 10);
    }

    [Fact]
    public async Task Drive_AlarmDuringTheBake_StopsAndRollsBack()
    {
        await _scene.CreateAsync("d-0");
        await _scene.DriveAsync();
        var alarm = new FakeAlarm("errors");
        _scene.Alarms.Add(alarm);
        await _scene.CreateAsync("d-1", created => created with { BakeTime = TimeSpan.FromMinutes(10) });
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(DrivingScene.AlarmInterval, Cancel);
        await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);
        alarm.State = AlarmState.Alarm;
        _time.Advance(BakeWatch.Slice);

        await driving;
        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure, result.Bake!.Observed < result.Bake.Duration).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive, true));
        (await _scene.ResultAsync(result.RollbackDeploymentId!)).Bake.Should().BeNull("a rollback does not bake");
    }

    [Fact]
    public async Task Drive_BakeIsSkipped_EndsAtOnce()
    {
        await _scene.CreateAsync("d-1", created => created with { BakeTime = TimeSpan.FromDays(1) });
        var driving = _scene.DriveAsync();
        await _time.ExpectWaitAsync(BakeWatch.Slice, Cancel);
        await _time.ExpectWaitAsync(DrivingScene.PollInterval, Cancel);

        await AppendAsync(new WaitSkipped("ann"));
        await driving.WaitAsync(Cancel);

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Bake!.SkippedBy).Should().Be((DeploymentStatus.Succeeded, "ann"));
    }

    private Task<string> CreateAsync(DeploymentStage stage, LifecycleEvent? name = null, string id = "d-1", Func<DeploymentCreated, DeploymentCreated>? change = null) => _scene.CreateAsync(
        id, created => (change ?? (same => same))(created with { Gates = [new GatePlan("release", "board", stage, name, TimeSpan.FromHours(1))] }));

    private async Task AppendAsync(DeploymentEvent happened)
    {
        var state = (await _scene.StateAsync("d-1"))!;
        await _scene.Journal.AppendAsync(new Journal.JournalBatch { Appends = [DeploymentStreams.Append(DeploymentStreams.Deployment("d-1"), state.Sequence, [happened])] }, Cancel);
        _scene.Signals.Raise("d-1");
    }

    private async Task<List<double>> BakedAsync() => [.. (await _scene.EventsAsync("d-1")).OfType<Baked>().Select(baked => baked.Observed.TotalSeconds)];

    // Each wait is ended once it has begun.
    private async Task PassAsync(params int[] seconds)
    {
        foreach (var wait in seconds.Select(wait => TimeSpan.FromSeconds(wait)))
        {
            await _time.ExpectWaitAsync(wait, Cancel);
            _time.Advance(wait);
        }
    }
}
