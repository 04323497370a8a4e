using Forge.Testing;

namespace Forge.Deploy.Tests.Driving;

/// <summary>What alarms do to a deployment.</summary>
public sealed class DeploymentAlarmTests
{
    private readonly DrivingScene _scene = new();

    [Fact]
    public async Task Drive_AlarmIsRaisedMeanwhile_FinishesWhatRunsAndRollsBack()
    {
        await _scene.CreateAsync("d-1");
        await _scene.DriveAsync();
        await _scene.CreateAsync("d-2");
        var alarm = new FakeAlarm("errors");
        _scene.Alarms.Add(alarm);
        _scene.Fleet.Working = async (step, cancellationToken) =>
        {
            if (step is { DeploymentId: "d-2", Target: "w2", Event: LifecycleEvent.Install })
            {
                var before = alarm.Questions;
                alarm.State = AlarmState.Alarm;
                while (alarm.Questions == before)
                {
                    _scene.Time.Advance(DrivingScene.AlarmInterval);
                    await Task.Yield();
                }
            }
        };

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-2");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive));
        result.Message.Should().Contain("the alarm 'errors' is raised");
        result.Targets.Select(target => target.Status).Should().Equal(TargetStatus.Succeeded, TargetStatus.Unknown, TargetStatus.Skipped);
        var rollback = await _scene.ResultAsync(result.RollbackDeploymentId!);
        (rollback.Status, rollback.Revision.Value).Should().Be((DeploymentStatus.Succeeded, "shop/d-1.zip"));
        (await _scene.StateAsync(rollback.DeploymentId))!.Created.Alarms.Should().BeEmpty("a rollback asks no alarm");
        await _scene.CheckExactlyOnceAsync("d-2");
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Drive_AlarmBeforeTheFirstTarget_TouchesNothing(bool unreadable, bool ignored)
    {
        await _scene.CreateAsync("d-1");
        _scene.IgnoresUnreadableAlarms = ignored;
        _scene.Alarms.Add(new FakeAlarm("errors") { State = AlarmState.Alarm, Failure = unreadable ? new AlarmException("no sensor", "errors") : null });

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        var goesOn = unreadable && ignored;
        (result.Status, result.RollbackDeploymentId).Should().Be((goesOn ? DeploymentStatus.Succeeded : DeploymentStatus.Stopped, null));
        (_scene.Fleet.Started.Count > 0).Should().Be(goesOn);
    }

    [Fact]
    public async Task Drive_AlarmCannotBeRead_StopsAndSaysWhy()
    {
        await _scene.CreateAsync("d-1");
        _scene.Alarms.Add(new FakeAlarm("calm"));
        _scene.Alarms.Add(new FakeAlarm("errors") { Failure = new AlarmException("no sensor", "errors") });

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive));
        result.Message.Should().Contain("the alarm 'errors' cannot be read: no sensor");
    }

    [Fact]
    public async Task Drive_AlarmBreaksItsContractMeanwhile_IsNotPassedOver()
    {
        await _scene.CreateAsync("d-1");
        var questions = 0;
        _scene.Alarms.Add(new DelegatedAlarm(() => ++questions == 1 ? AlarmState.Ok : throw new InvalidOperationException("a bug")));
        _scene.Fleet.Working = async (_, cancellationToken) =>
        {
            while (questions == 1)
            {
                _scene.Time.Advance(DrivingScene.AlarmInterval);
                await Task.Yield();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        };

        await FluentActions.Awaiting(_scene.DriveAsync).Should().ThrowAsync<InvalidOperationException>().WithMessage("a bug");
    }

    [Fact]
    public async Task Drive_LastStepRaisesTheAlarm_IsNoSuccess()
    {
        await _scene.CreateAsync("d-1");
        var alarm = new FakeAlarm("errors");
        _scene.Alarms.Add(alarm);
        _scene.Fleet.Working = (step, _) =>
        {
            alarm.State = step is { Target: "w3", Event: LifecycleEvent.ValidateService } ? AlarmState.Alarm : alarm.State;
            return Task.CompletedTask;
        };

        await _scene.DriveAsync();

        var result = await _scene.ResultAsync("d-1");
        (result.Status, result.Failure).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.AlarmActive));
        result.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Succeeded);
    }

    private sealed class DelegatedAlarm(Func<AlarmState> answer) : IAlarm
    {
        public string Name => "broken";

        public Task<AlarmState> GetStateAsync(CancellationToken cancellationToken) => Task.FromResult(answer());
    }
}
