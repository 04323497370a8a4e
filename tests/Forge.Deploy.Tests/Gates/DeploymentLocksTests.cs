using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Gates;

public sealed class DeploymentLocksTests : IAsyncDisposable
{
    private readonly EngineScene _scene = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DeploymentLocks Locks => _scene.Services.GetRequiredService<DeploymentLocks>();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Create_GroupIsLocked_IsRefusedUntilItIsUnlocked()
    {
        var locked = await Locks.LockAsync(EngineScene.Group, "ann", "the database moves", Cancel);
        var request = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");

        var refused = (await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request, Cancel)).Should().ThrowAsync<DeploymentRefusedException>()).Which;
        (await _scene.Engine.PlanAsync(request, Cancel)).Hindrance.Should().Be(refused.Message);
        (await Locks.GetAsync(EngineScene.Group, Cancel)).Should().Be(locked);
        (await Locks.UnlockAsync(EngineScene.Group, "ann", cancellationToken: Cancel)).Should().Be(locked);
        var result = await _scene.Engine.RunAsync(request, Cancel);

        refused.Message.Should().ContainAll("'web'", "'ann'", "the database moves", $"{locked.Since:yyyy-MM-dd HH:mm}");
        result.Status.Should().Be(DeploymentStatus.Succeeded);
        (await Locks.GetAsync(EngineScene.Group, Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task Lock_WhileADeploymentRuns_LetsItEndAndRollBack()
    {
        await _scene.Engine.RunAsync(await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip"), Cancel);
        var bad = Revision.Noting("2", "while [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done; [ $LIFECYCLE_EVENT != ValidateService ]");
        var id = await _scene.Engine.CreateAsync(await _scene.RequestAsync(bad, "shop/2.zip"), Cancel);

        await Locks.LockAsync(EngineScene.Group, "ann", "no more today", Cancel);
        await File.WriteAllTextAsync($"{_scene.Notes}.go", "", Cancel);
        var failed = await _scene.Engine.WaitAsync(id, Cancel);

        failed.Status.Should().Be(DeploymentStatus.Failed);
        (await _scene.Engine.WaitAsync(failed.RollbackDeploymentId!, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Lock_HeldBySomebodyElse_IsRefusedAndNamesThem()
    {
        await Locks.LockAsync(EngineScene.Group, "ann", "first", Cancel);

        await FluentActions.Awaiting(() => Locks.LockAsync(EngineScene.Group, "bob", "mine", Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*'ann' has locked it since*first*");
        await FluentActions.Awaiting(() => Locks.UnlockAsync(EngineScene.Group, "bob", cancellationToken: Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*cannot be unlocked by 'bob'*'ann'*");
        (await Locks.LockAsync(EngineScene.Group, "ann", "second", Cancel)).Reason.Should().Be("second");
    }

    [Fact]
    public async Task Unlock_WithForce_RecordsWhoBrokeTheLock()
    {
        await Locks.LockAsync(EngineScene.Group, "ann", "gone on holiday", Cancel);

        await Locks.UnlockAsync(EngineScene.Group, "bob", isForced: true, Cancel);

        (await Locks.GetAsync(EngineScene.Group, Cancel)).Should().BeNull();
        var recorded = await _scene.Journal.ReadAsync(Forge.Deploy.Driving.DeploymentStreams.Group(EngineScene.Group), 1, Cancel).LastAsync(Cancel);
        recorded.Entry.Should().Match<Journal.JournalEntry>(entry => entry.Type == "unlocked" && entry.Data == """{"by":"bob","isForced":true}""");
        (await Locks.UnlockAsync(EngineScene.Group, "bob", cancellationToken: Cancel)).Should().BeNull("nothing is locked");
    }

    [Theory]
    [InlineData("", "why")]
    [InlineData("ann", " ")]
    public async Task Lock_NobodyOrNoReason_IsRefused(string owner, string reason) =>
        await FluentActions.Awaiting(() => Locks.LockAsync(EngineScene.Group, owner, reason, Cancel)).Should().ThrowAsync<ArgumentException>();

    [Fact]
    public async Task Lock_UnknownGroup_IsRefused() =>
        await FluentActions.Awaiting(() => Locks.LockAsync("wb", "ann", "why", Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*Did you mean 'web'?*");
}
