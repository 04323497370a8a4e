using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests;

public sealed class DeploymentHistoryTests : IAsyncDisposable
{
    private readonly EngineScene _scene = new(options => options.Groups.Add(new DeploymentGroupOptions { Name = "other", Targets = { "w3" } }));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DeploymentHistory History => _scene.Services.GetRequiredService<DeploymentHistory>();

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task List_Filters_KeepWhatIsWanted()
    {
        var good = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        var bad = await _scene.RequestAsync(Revision.Noting("2", "exit 1"), "shop/2.zip");
        await _scene.Engine.RunAsync(good with { DeploymentId = "d-1", Creator = "ann" }, Cancel);
        var between = (await _scene.Engine.RunAsync(good with { DeploymentId = "d-2", Creator = "bob", Group = "other", FileExistsBehavior = FileExistsBehavior.Overwrite }, Cancel)).CreatedAt;
        await _scene.Engine.RunAsync(bad with { DeploymentId = "d-3", Creator = "ann", AutoRollback = RollbackTriggers.None }, Cancel);

        (await IdsAsync(new DeploymentFilter())).Should().Equal("d-3", "d-2", "d-1");
        (await IdsAsync(new DeploymentFilter { Group = "other" })).Should().Equal("d-2");
        (await IdsAsync(new DeploymentFilter { Statuses = [DeploymentStatus.Failed, DeploymentStatus.Stopped] })).Should().Equal("d-3");
        (await IdsAsync(new DeploymentFilter { Creator = "ann" })).Should().Equal("d-3", "d-1");
        (await IdsAsync(new DeploymentFilter { CreatedFrom = between })).Should().Equal("d-3", "d-2");
        (await IdsAsync(new DeploymentFilter { CreatedBefore = between })).Should().Equal("d-1");
        (await IdsAsync(new DeploymentFilter { Creator = "carl" })).Should().BeEmpty();
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnce()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip") with { Group = "other" };
        for (var i = 1; i <= 5; i++)
        {
            await _scene.Engine.RunAsync(request with { DeploymentId = $"d-{i}" }, Cancel);
        }

        var (ids, page) = (new List<string>(), new List<string>());
        do
        {
            page = await IdsAsync(new DeploymentFilter { Most = 2, After = ids.LastOrDefault() });
            ids.AddRange(page);
        }
        while (page.Count > 0);

        ids.Should().Equal("d-5", "d-4", "d-3", "d-2", "d-1");
        await FluentActions.Awaiting(() => IdsAsync(new DeploymentFilter { After = "d-9" })).Should().ThrowAsync<ArgumentException>().WithMessage("*'d-9'*");
        await FluentActions.Awaiting(() => IdsAsync(new DeploymentFilter { Most = 0 })).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task ReadLog_HooksPrintedMuch_GivesEveryLineAndNotOnlyTheTail()
    {
        var revision = Revision.Noting("1", "i=0; while [ $i -lt 300 ]; do echo \"$LIFECYCLE_EVENT line $i ä\"; i=$((i + 1)); done");
        await _scene.Engine.RunAsync(await _scene.RequestAsync(revision, "shop/1.zip") with { DeploymentId = "d-1", Group = "other" }, Cancel);

        var lines = await History.ReadLogAsync("d-1", "w3", Cancel).ToListAsync(Cancel);

        lines.Where(line => line.Contains("[stdout]AfterInstall line", StringComparison.Ordinal)).Should().HaveCount(300);
        lines[^1].Should().EndWith("[stdout]ValidateService line 299 ä");
        lines.Count(line => line.Contains("LifecycleEvent - ", StringComparison.Ordinal)).Should().Be(4);
    }

    [Fact]
    public async Task ReadLog_NoHookRan_IsEmpty()
    {
        await _scene.Engine.RunAsync(await _scene.RequestAsync(new Revision().File("appspec.yml", "version: 0.0\nos: linux\n"), "shop/1.zip") with { DeploymentId = "d-1", Group = "other" }, Cancel);

        (await History.ReadLogAsync("d-1", "w3", Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        await FluentActions.Awaiting(() => History.ReadLogAsync("d-1", "w1", Cancel).ToListAsync(Cancel).AsTask()).Should().ThrowAsync<ArgumentException>().WithMessage("*no target 'w1'*");
        await FluentActions.Awaiting(() => History.ReadLogAsync("d-0", "w3", Cancel).ToListAsync(Cancel).AsTask()).Should().ThrowAsync<ArgumentException>();
    }

    private async Task<List<string>> IdsAsync(DeploymentFilter filter) => await History.ListAsync(filter, Cancel).Select(result => result.DeploymentId).ToListAsync(Cancel);
}
