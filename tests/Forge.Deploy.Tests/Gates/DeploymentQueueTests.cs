using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Gates;

public sealed class DeploymentQueueTests : IAsyncDisposable
{
    private const string Block = "echo \"$DEPLOYMENT_ID $TARGET\" >> \"$NOTES\"\nwhile [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done";

    private readonly EngineScene _scene = new(options =>
    {
        options.Groups[0].QueueBehavior = QueueBehavior.Queue;
        options.PollInterval = TimeSpan.FromMilliseconds(100);
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Create_WhileAnotherIsActive_WaitsItsTurnInOrder()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", Block), "shop/1.zip");
        string[] ids = ["d-1", "d-2", "d-3"];
        foreach (var id in ids)
        {
            await _scene.Engine.CreateAsync(request with { DeploymentId = id, Creator = "ann" }, Cancel);
        }

        var waiting = (await _scene.Engine.GetAsync("d-3", Cancel))!;
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
        foreach (var id in ids)
        {
            (await _scene.Engine.WaitAsync(id, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        }

        waiting.Status.Should().Be(DeploymentStatus.Queued);
        waiting.Message.Should().ContainAll("'d-1'", "'ann'");
        _scene.ReadNotes().Select(note => note.Split(' ')[0]).Distinct().Should().Equal(ids);
        var progress = await _scene.Engine.FollowAsync("d-3", Cancel).ToListAsync(Cancel);
        progress.Where(one => one.Target is null).Select(one => one.Status).Should().Equal("Queued", "Created", "InProgress", "Succeeded");
    }

    [Fact]
    public async Task Stop_Queued_EndsAtOnceAndTheOthersMoveUp()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", Block), "shop/1.zip");
        foreach (var id in new[] { "d-1", "d-2", "d-3" })
        {
            await _scene.Engine.CreateAsync(request with { DeploymentId = id }, Cancel);
        }

        await _scene.Engine.StopAsync("d-2", "ann", cancellationToken: Cancel);
        var stopped = (await _scene.Engine.GetAsync("d-2", Cancel))!;
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);

        (stopped.Status, stopped.Failure, stopped.StopRequestedBy).Should().Be((DeploymentStatus.Stopped, DeploymentFailure.ManualStop, "ann"));
        stopped.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Skipped);
        (await _scene.Engine.WaitAsync("d-3", Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
        _scene.ReadNotes().Should().NotContain(note => note.StartsWith("d-2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Create_OutdatedTargetsOnlyWhileAnotherDeploys_IsRefusedAndNotQueued()
    {
        await _scene.Engine.CreateAsync(await _scene.RequestAsync(Revision.Noting("1", Block), "shop/1.zip"), Cancel);
        var second = await _scene.RequestAsync(Revision.Noting("2", "true"), "shop/2.zip");

        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(second with { UpdatesOutdatedTargetsOnly = true }, Cancel))
            .Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*A deployment to outdated targets only is not queued.");
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
    }

    [Fact]
    public async Task Create_AfterAFailure_TheRollbackComesBeforeWhatIsQueued()
    {
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);
        var bad = await _scene.RequestAsync(Revision.Noting("2", $"{Block}\n[ $LIFECYCLE_EVENT != ValidateService ]"), "shop/2.zip");
        await _scene.Engine.CreateAsync(bad with { DeploymentId = "d-2" }, Cancel);
        await _scene.Engine.CreateAsync((await _scene.RequestAsync(Revision.Noting("3", "true"), "shop/3.zip")) with { DeploymentId = "d-3" }, Cancel);

        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
        var queued = await _scene.Engine.WaitAsync("d-3", Cancel);

        queued.Status.Should().Be(DeploymentStatus.Succeeded, queued.Message);
        var failed = (await _scene.Engine.GetAsync("d-2", Cancel))!;
        var rollback = (await _scene.Engine.GetAsync(failed.RollbackDeploymentId!, Cancel))!;
        (rollback.Status, rollback.EndedAt < queued.Targets[0].Events[0].StartedAt).Should().Be((DeploymentStatus.Succeeded, true));
        EngineScene.Targets.Select(_scene.Installed).Should().AllBe("3");
    }

    [Fact]
    public async Task Create_GroupIsLocked_WaitsForTheUnlock()
    {
        var locks = _scene.Services.GetRequiredService<DeploymentLocks>();
        await locks.LockAsync(EngineScene.Group, "ann", "freeze", Cancel);
        var id = await _scene.Engine.CreateAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);

        var waiting = (await _scene.Engine.GetAsync(id, Cancel))!;
        await locks.UnlockAsync(EngineScene.Group, "bob", isForced: true, Cancel);

        waiting.Status.Should().Be(DeploymentStatus.Queued);
        waiting.Message.Should().ContainAll("'ann'", "freeze");
        (await _scene.Engine.WaitAsync(id, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Create_MoreQueuedThanTheHostDrivesAtOnce_KeepsNoOtherGroupWaiting()
    {
        await using var scene = new EngineScene(options =>
        {
            options.MaxConcurrentDeployments = 1;
            options.PollInterval = TimeSpan.FromMilliseconds(100);
            options.Groups[0].QueueBehavior = QueueBehavior.Queue;
            options.Groups.Add(new DeploymentGroupOptions { Name = "other", Targets = { "w3" } });
        });
        await scene.Services.GetRequiredService<DeploymentLocks>().LockAsync(EngineScene.Group, "ann", "freeze", Cancel);
        var request = await scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        await scene.Engine.CreateAsync(request, Cancel);
        await scene.Engine.CreateAsync(request, Cancel);

        (await scene.Engine.RunAsync(request with { Group = "other" }, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Create_OutsideOfTheWindow_IsRefusedOrWaitsUntilItOpens()
    {
        var time = new WallClock(new DateTimeOffset(2026, 11, 24, 21, 59, 0, TimeSpan.Zero));
        await using var refusing = new EngineScene(options => AddNight(options.Groups[0]), extend: forge => forge.Services.AddSingleton<TimeProvider>(time));
        var request = await refusing.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        (await FluentActions.Awaiting(() => refusing.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<DeploymentRefusedException>())
            .WithMessage("*deployment windows (Tuesday 22:00-02:00 UTC), and the next one opens at 2026-11-24 22:00:00Z.");
        (await refusing.Engine.RunAsync(request with { IgnoresWindows = true }, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);

        await using var waiting = new EngineScene(
            options =>
            {
                AddNight(options.Groups[0]);
                options.Groups[0].QueueBehavior = QueueBehavior.Queue;
            },
            extend: forge => forge.Services.AddSingleton<TimeProvider>(time));
        var id = await waiting.Engine.CreateAsync(await waiting.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);
        (await waiting.Engine.GetAsync(id, Cancel))!.Status.Should().Be(DeploymentStatus.Queued);

        time.Now = time.Now.AddMinutes(1);

        (await waiting.Engine.WaitAsync(id, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    private static void AddNight(DeploymentGroupOptions group) =>
        group.Windows.Add(new DeploymentWindowOptions { Days = { DayOfWeek.Tuesday }, From = new TimeOnly(22, 0), To = new TimeOnly(2, 0) });

    // Only the wall clock is set: a fleet does not wait for a fake one.
    private sealed class WallClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
