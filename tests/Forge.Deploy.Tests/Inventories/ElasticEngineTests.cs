using Forge.Deploy.Inventories;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Inventories;

/// <summary>Elastic groups with a real engine and real targets on this machine.</summary>
public sealed class ElasticEngineTests : IAsyncDisposable
{
    private const string Group = "elastic";
    private const string Note = "echo \"$TARGET $LIFECYCLE_EVENT $DEPLOYMENT_ID\" >> \"$NOTES\"";
    private const string WaitForGo = "[ $LIFECYCLE_EVENT != ApplicationStart ] || while [ ! -e \"$NOTES.go\" ] && [ -d \"${NOTES%/*}\" ]; do sleep 0.05; done";

    private readonly List<TargetDescription> _listed = [];
    private readonly DeploymentGroupOptions _group = new()
    {
        Name = Group,
        Configuration = "CodeDeployDefault.AllAtOnce",
        TagFilters = { new() { Key = "role", Value = "web" } },
        IsElastic = true,
        HasTerminationHook = true,
        AutoRollback = RollbackTriggers.None,
    };

    private EngineScene? _scene;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EngineScene Scene => _scene!;

    private TargetRegistry Registry => Scene.Registry;

    public ValueTask DisposeAsync() => _scene?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Register_MatchesTheGroup_GetsTheLastRevisionByItself()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", Note);

        await Registry.RegisterAsync(Describe("b"), Cancel);
        await Registry.RegisterAsync(Describe("other", role: "db"), Cancel);

        var join = await JoinedAsync("b");
        (join.Status, join.Creator, join.RevisionOf, join.Message).Should().Be((DeploymentStatus.Succeeded, "autoscaling", "d-1", ""));
        join.Targets.Select(target => target.Target).Should().Equal("b");
        Scene.Installed("b").Should().Be("1");
        Directory.Exists(Scene.Directory.Combine("other")).Should().BeFalse();
        Scene.ReadNotes().Where(note => note.StartsWith("b ", StringComparison.Ordinal)).Should().HaveCount(4).And.OnlyContain(note => note.EndsWith(join.DeploymentId));
        (await HistoryAsync()).Select(one => one.DeploymentId).Should().Equal(join.DeploymentId, "d-1");
    }

    [Fact]
    public async Task Inventory_ReportsATarget_GetsTheLastRevisionByItself()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", Note);

        lock (_listed)
        {
            _listed.Add(Describe("b"));
        }

        (await JoinedAsync("b")).Status.Should().Be(DeploymentStatus.Succeeded);
        Scene.Installed("b").Should().Be("1");
    }

    [Fact]
    public async Task Register_NothingWasEverDeployed_WaitsForTheFirstSuccess()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        var first = await BlockedDeploymentAsync("d-1", "1");

        await Registry.RegisterAsync(Describe("b"), Cancel);
        await Scene.GoAsync();

        (await first).Targets.Select(target => target.Target).Should().Equal("a");
        (await JoinedAsync("b")).RevisionOf.Should().Be("d-1");
    }

    [Fact]
    public async Task Register_WhileADeploymentRuns_GetsTheRevisionBeforeAndIsUpdatedAfter()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", Note);
        var running = await BlockedDeploymentAsync("d-2", "2");

        await Registry.RegisterAsync(Describe("b"), Cancel);
        var join = await JoinedAsync("b");
        Scene.Installed("b").Should().Be("1");
        await Scene.GoAsync();
        await running;

        var update = await JoinedAsync("b", except: join.DeploymentId);
        (update.Status, update.Creator, update.RevisionOf).Should().Be((DeploymentStatus.Succeeded, "CodeDeployAutoUpdate", "d-2"));
        (Scene.Installed("a"), Scene.Installed("b")).Should().Be(("2", "2"));
    }

    [Fact]
    public async Task Register_TheLastRevisionHadToWaitForItsTurn_JoinsBesideTheGroup()
    {
        _group.QueueBehavior = QueueBehavior.Queue;
        _group.BakeTime = TimeSpan.FromMilliseconds(100);
        _group.Gates.Add(new() { Name = "go", Stage = DeploymentStage.BeforeDeployment, TimeLimit = TimeSpan.FromMinutes(1) });
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await ApproveAsync("d-1", await RequestAsync("d-1", "1", Note));
        var running = Scene.Engine.RunAsync(await RequestAsync("d-2", "2", Note), Cancel);
        await Eventually.BeTrueAsync(async () => (await Scene.Engine.GetAsync("d-2", Cancel))?.Status is DeploymentStatus.InProgress, Cancel);
        await ApproveAsync("d-3", await RequestAsync("d-3", "3", Note), first: "d-2");
        await running;

        await Registry.RegisterAsync(Describe("b"), Cancel);

        var join = await JoinedAsync("b");
        (join.Status, join.RevisionOf, Scene.Installed("b")).Should().Be((DeploymentStatus.Succeeded, "d-3", "3"));
        await Scene.Engine.Invoking(engine => engine.RetryAsync(join.DeploymentId, "ann", Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*began by itself*");
        await ApproveAsync("d-4", await RequestAsync("d-4", "4", Note));
        (Scene.Installed("a"), Scene.Installed("b")).Should().Be(("4", "4"));
    }

    [Fact]
    public async Task Register_WhileADeploymentRuns_StaysAsItIsWhereTheGroupIgnoresIt()
    {
        _group.OutdatedTargets = OutdatedTargetsStrategy.Ignore;
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", Note);
        var running = await BlockedDeploymentAsync("d-2", "2");
        await Registry.RegisterAsync(Describe("b"), Cancel);
        await JoinedAsync("b");
        await Scene.GoAsync();
        await running;

        // Another one appears and is served, so the fleet was looked at meanwhile.
        await Registry.RegisterAsync(Describe("c"), Cancel);
        await JoinedAsync("c");

        (Scene.Installed("b"), Scene.Installed("c")).Should().Be(("1", "2"));
        (await HistoryAsync()).Should().HaveCount(4);
    }

    [Fact]
    public async Task Create_TargetIsJoining_LeavesItOutAndUpdatesItAfter()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", $"{Note}; [ $TARGET != b ] || {WaitForGo}");
        await Registry.RegisterAsync(Describe("b"), Cancel);
        await Eventually.BeTrueAsync(() => Scene.ReadNotes().Any(note => note.StartsWith("b ApplicationStart", StringComparison.Ordinal)), Cancel);

        var second = await DeployAsync("d-2", "2", Note);
        await Scene.GoAsync();

        second.Targets.Select(target => target.Target).Should().Equal("a");
        var update = await FindAsync(result => result is { Creator: "CodeDeployAutoUpdate", EndedAt: not null });
        (update.RevisionOf, Scene.Installed("b")).Should().Be(("d-2", "2"));
    }

    [Fact]
    public async Task Register_JoinFails_IsNotRepeatedForThisMachineButForTheNext()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await DeployAsync("d-1", "1", $"{Note}; [ $TARGET != b ] || [ -e \"$NOTES.mended\" ]");

        await Registry.RegisterAsync(Describe("b"), Cancel);
        var failed = await JoinedAsync("b");
        await Registry.RegisterAsync(Describe("c"), Cancel);
        await JoinedAsync("c");

        failed.Status.Should().Be(DeploymentStatus.Failed);
        failed.RollbackDeploymentId.Should().BeNull();
        (await HistoryAsync()).Should().HaveCount(3, "what failed on this machine is not tried again by itself");
        await File.WriteAllTextAsync($"{Scene.Notes}.mended", "", Cancel);
        await Registry.RegisterAsync(Describe("b") with { Instance = "vm-2" }, Cancel);
        (await JoinedAsync("b", except: failed.DeploymentId)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    [Fact]
    public async Task Deregister_GroupHasATerminationHook_RunsTheInstalledRevisionsScriptsAndIsGone()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await Registry.RegisterAsync(Describe("b"), Cancel);
        await Registry.RegisterAsync(Describe("c", role: "db"), Cancel);
        await DeployAsync("d-1", "1", Note, block: true);

        await Registry.DeregisterAsync("b", Cancel);
        await Registry.DeregisterAsync("c", Cancel);
        await Eventually.BeTrueAsync(async () => (await Registry.ListAsync(Cancel)).Count == 1, Cancel);

        var left = (await HistoryAsync())[0];
        (left.Status, left.Creator).Should().Be((DeploymentStatus.Succeeded, "autoscaling"));
        Scene.ReadNotes().Where(note => note.EndsWith(left.DeploymentId, StringComparison.Ordinal)).Should().Equal(
            $"b BeforeBlockTraffic {left.DeploymentId}", $"b AfterBlockTraffic {left.DeploymentId}", $"b ApplicationStop {left.DeploymentId}");
        Scene.ReadNotes().Should().NotContain(note => note.StartsWith("c ", StringComparison.Ordinal), "nothing was ever deployed to it");
        (await DeployAsync("d-2", "2", Note)).Targets.Select(target => target.Target).Should().Equal("a");
    }

    [Fact]
    public async Task Deregister_TheHookFails_IsGoneAllTheSame()
    {
        await StartAsync();
        await Registry.RegisterAsync(Describe("a"), Cancel);
        await Registry.RegisterAsync(Describe("b"), Cancel);
        await DeployAsync("d-1", "1", "[ $LIFECYCLE_EVENT != ApplicationStop ]");

        await Registry.DeregisterAsync("b", Cancel);
        await Eventually.BeTrueAsync(async () => (await Registry.ListAsync(Cancel)).Count == 1, Cancel);

        (await HistoryAsync())[0].Status.Should().Be(DeploymentStatus.Failed);
    }

    [Fact]
    public async Task Run_ZonesByTag_AreDeployedToOneAfterTheOther()
    {
        await StartAsync(options =>
        {
            options.Configurations.Add(new() { Name = "Zonal", Zonal = new() { MonitorDuration = TimeSpan.FromMilliseconds(50) } });
            _group.Configuration = "Zonal";
        });
        await Registry.RegisterAsync(Describe("a", zone: "z2"), Cancel);
        await Registry.RegisterAsync(Describe("b", zone: "z1"), Cancel);
        await Registry.RegisterAsync(Describe("c", zone: "z2"), Cancel);

        var result = await DeployAsync("d-1", "1", Note);

        result.Targets.ToDictionary(target => target.Target, target => target.Zone).Should().BeEquivalentTo(new Dictionary<string, string> { ["a"] = "z2", ["b"] = "z1", ["c"] = "z2" });
        Scene.ReadNotes().Take(4).Should().OnlyContain(note => note.StartsWith("b "));
        (await Scene.Engine.FollowAsync("d-1", Cancel).ToListAsync(Cancel)).Should().ContainSingle(progress => progress.Status == "Baking");
    }

    private async Task StartAsync(Action<DeploymentOptions>? configure = null)
    {
        _scene = new EngineScene(
            options =>
            {
                configure?.Invoke(options);
                options.Groups.Add(_group);
                options.InventoryInterval = TimeSpan.FromMilliseconds(100);
            },
            extend: forge => forge.AddLocalTargets().AddTargetInventory("listed", (_, _) =>
            {
                lock (_listed)
                {
                    return Task.FromResult<IReadOnlyList<TargetDescription>>([.. _listed]);
                }
            }));
        foreach (var service in Scene.HostedServices)
        {
            await service.StartAsync(Cancel);
        }
    }

    // Deploys, and lets each deployment that asks go on.
    private async Task ApproveAsync(string id, DeploymentRequest request, string? first = null)
    {
        var approvals = Scene.Services.GetRequiredService<DeploymentApprovals>();
        var deploying = Scene.Engine.RunAsync(request, Cancel);
        foreach (var one in first is null ? [id] : new[] { first, id })
        {
            await Eventually.BeTrueAsync(async () => await approvals.ListAsync(Cancel).AnyAsync(gate => gate.DeploymentId == one, Cancel), Cancel);
            await approvals.ApproveAsync($"{one}/go", "ann", cancellationToken: Cancel);
        }

        (await deploying).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    private TargetDescription Describe(string name, string role = "web", string zone = "") => new()
    {
        Name = name,
        Kind = "local",
        Settings = new Dictionary<string, string> { ["stateDirectory"] = Scene.Directory.Combine(name, "state"), ["destinationRoot"] = Scene.Directory.Combine(name, "root") },
        Variables = new Dictionary<string, string> { ["TARGET"] = name, ["NOTES"] = Scene.Notes },
        Tags = new Dictionary<string, string> { ["role"] = role, ["zone"] = zone },
    };

    private async Task<DeploymentResult> DeployAsync(string id, string version, string script, bool block = false) =>
        await Scene.Engine.RunAsync(await RequestAsync(id, version, script, block), Cancel);

    // The first target's ApplicationStart waits until the scene is told to go on.
    private async Task<Task<DeploymentResult>> BlockedDeploymentAsync(string id, string version)
    {
        await Scene.Engine.CreateAsync(await RequestAsync(id, version, $"{Note}; {WaitForGo}"), Cancel);
        await Eventually.BeTrueAsync(() => Scene.ReadNotes().Any(note => note.Contains("ApplicationStart", StringComparison.Ordinal) && note.EndsWith(id, StringComparison.Ordinal)), Cancel);
        return Scene.Engine.WaitAsync(id, Cancel);
    }

    private async Task<DeploymentRequest> RequestAsync(string id, string version, string script, bool block = false)
    {
        var revision = block
            ? new Revision().Script("h.sh", script).File("appspec.yml", "version: 0.0\nos: linux\nhooks:\n" + string.Concat(
                new[] { "BeforeBlockTraffic", "AfterBlockTraffic", "ApplicationStop" }.Select(name => $"  {name}:\n    - location: h.sh\n")))
            : Revision.Noting(version, script);
        return new DeploymentRequest { DeploymentId = id, Group = Group, Revision = await revision.StoreAsync(Scene.Store, $"shop/{version}.zip") };
    }

    private Task<DeploymentResult> JoinedAsync(string target, string? except = null) =>
        FindAsync(result => result is { Creator: not "user", EndedAt: not null } && result.DeploymentId != except && result.Targets.Any(one => one.Target == target));

    private async Task<DeploymentResult> FindAsync(Func<DeploymentResult, bool> condition)
    {
        DeploymentResult? found = null;
        await Eventually.BeTrueAsync(async () => (found = (await HistoryAsync()).Find(result => condition(result))) is not null, Cancel);
        return found!;
    }

    private async Task<List<DeploymentResult>> HistoryAsync() => await Scene.Engine.ListForGroupAsync(Group, Cancel).ToListAsync(Cancel);
}
