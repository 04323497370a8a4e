using Forge.Deploy.Driving;
using Forge.Deploy.Gates;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Deploy.Tests.Driving;

public sealed class DeploymentWorkerTests : IAsyncDisposable
{
    private readonly DrivingScene _scene = new();
    private readonly StreamSignals _signals = new();
    private DeploymentWorker _worker;

    public DeploymentWorkerTests() => _worker = Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    [Fact]
    public async Task Start_OpenDeployments_AreDriven()
    {
        await _scene.CreateAsync("d-1");

        await _worker.StartAsync(Cancel);

        await EndOfAsync("d-1");
        (await _scene.ResultAsync("d-1")).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Start_AgainWhileIdle_LooksForWorkAtOnce()
    {
        _worker.Start();
        await _scene.CreateAsync("d-1");

        _worker.Start();

        await EndOfAsync("d-1");
    }

    [Fact]
    public async Task Start_AfterAnotherHostStopped_GoesOnWithItsStep()
    {
        await _scene.CreateAsync("d-1");
        var reached = new TaskCompletionSource();
        _scene.Fleet.Working = (step, cancellationToken) =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        };
        _worker.Start();
        await reached.Task.WaitAsync(Cancel);
        await _worker.StopAsync(Cancel);
        await _worker.DisposeAsync();
        _scene.Fleet.Working = (_, _) => Task.CompletedTask;
        _scene.Time.Advance(TimeSpan.FromSeconds(15));
        _worker = Create();

        _worker.Start();

        await EndOfAsync("d-1");
        _scene.Fleet.Reattached.Should().Be(1);
        await _scene.CheckExactlyOnceAsync("d-1");
    }

    [Fact]
    public async Task Start_OneDeploymentOfANewerVersion_DoesNotKeepOthersFromBeingDriven()
    {
        await _scene.Journal.AppendAsync(
            new JournalBatch
            {
                Appends = [new JournalAppend { Stream = DeploymentStreams.Deployment("d-0"), ExpectedSequence = 0, Entries = [new JournalEntry { Type = "invented", Data = "{}" }] }],
            },
            Cancel);
        await _scene.CreateAsync("d-1");

        _worker.Start();

        await EndOfAsync("d-1");
    }

    [Fact]
    public async Task Start_FailureIsRolledBack_DrivesTheRollbackToo()
    {
        await _scene.CreateAsync("d-1");
        _worker.Start();
        await EndOfAsync("d-1");
        _scene.Fleet.Fail("d-2", "w1", LifecycleEvent.Install);
        await _scene.CreateAsync("d-2");

        _worker.Start();

        await EndOfAsync("d-2");
        var rollback = (await _scene.ResultAsync("d-2")).RollbackDeploymentId!;
        await EndOfAsync(rollback);
        (await _scene.ResultAsync(rollback)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Dispose_Twice_IsHarmless()
    {
        _worker.Start();

        await _worker.DisposeAsync();
        await _worker.DisposeAsync();

        await _worker.StopAsync(Cancel);
    }

    private DeploymentWorker Create() => new(
        _scene.Journal,
        _ => _scene.Fleet,
        created => new DeploymentWatches(
            new AlarmWatch([], ignoresUnreadable: false, DrivingScene.AlarmInterval, _scene.Time, NullLogger.Instance), new GateKeeper(created, _ => null, _scene.Time, NullLogger.Instance)),
        new DeploymentAdmission(_scene.Journal, new DeploymentCatalog(new DeploymentOptions(), [], [], []), _signals, new DeploymentOptions().PollInterval, _scene.Time),
        new DeploymentNews(_signals, _scene.Telemetry, new DeploymentOptions().PollInterval, _scene.Time, NullLogger.Instance),
        new DeploymentOptions(), _scene.Time, NullLogger<DeploymentWorker>.Instance);

    private async Task EndOfAsync(string id)
    {
        while (true)
        {
            var news = _signals.Next(id);
            if ((await _scene.StateAsync(id))?.Ended is not null)
            {
                return;
            }

            await news.WaitAsync(Cancel);
        }
    }
}
