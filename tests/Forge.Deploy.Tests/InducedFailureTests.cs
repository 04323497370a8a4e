using System.Security.Cryptography;
using System.Text;
using Forge.Testing;

namespace Forge.Deploy.Tests;

/// <summary>Deployments that fail in each lifecycle event, with real targets: every one ends on the revision before it.</summary>
public sealed class InducedFailureTests : IAsyncLifetime
{
    private const int RoomKibibytes = 4096;
    private const string ForeignFile = "foreign";

    private static readonly LifecycleEvent[] Failing =
    [
        LifecycleEvent.ApplicationStop, LifecycleEvent.DownloadBundle, LifecycleEvent.BeforeInstall, LifecycleEvent.Install,
        LifecycleEvent.AfterInstall, LifecycleEvent.ApplicationStart, LifecycleEvent.ValidateService,
    ];

    private static readonly string[] Configurations = ["CodeDeployDefault.OneAtATime", "CodeDeployDefault.HalfAtATime", "CodeDeployDefault.AllAtOnce"];

    private readonly EngineScene _scene = new(options => options.Groups[0].AutoRollback = RollbackTriggers.Failure);

    private TmpfsMount? _disk;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Each event once in a usual run; the scenario deploy-failures asks for a hundred.
    private static int Failures => Times.Of("FORGE_FAILURES", Failing.Length);

    public async ValueTask InitializeAsync()
    {
        _disk = await TmpfsMount.CreateAsync(RoomKibibytes);
        foreach (var target in EngineScene.Targets)
        {
            _scene.Directory.MakeDirectory(target);
            File.CreateSymbolicLink(_scene.Directory.Combine(target, "state"), Directory.CreateDirectory(Path.Join(_disk.Path, target)).FullName);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        await (_disk?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Run_FailureInEachEvent_EndsOnTheRevisionBefore()
    {
        var good = "";
        for (var i = 0; i < Failures; i++)
        {
            var configuration = Configurations[i % Configurations.Length];
            if (i % Failing.Length == 0)
            {
                (await DeployAsync(Good($"good {i}"), $"g-{i}", configuration)).Status.Should().Be(DeploymentStatus.Succeeded);
                good = ContentOf(EngineScene.Targets[0]);
            }

            var at = Failing[i % Failing.Length];
            await InduceAsync(at, $"b-{i}");

            var failed = await DeployAsync(Bad($"bad {i}", at), $"b-{i}", configuration);
            var rollback = await _scene.Engine.WaitAsync(failed.RollbackDeploymentId!, Cancel);

            failed.Status.Should().Be(DeploymentStatus.Failed);
            failed.Targets.SelectMany(target => target.Events).Where(one => one.Status is LifecycleEventStatus.Failed).Select(one => one.Event).Distinct().Should().Equal(at);
            rollback.Status.Should().Be(DeploymentStatus.Succeeded, rollback.Message);
            EngineScene.Targets.Select(ContentOf).Should().AllBe(good, "{0} failed with {1}", at, configuration);
        }
    }

    // A failing ApplicationStop is one of the revision before.
    private static Revision Good(string content) => Revision.Noting(content, "[ $LIFECYCLE_EVENT != ApplicationStop ] || ! grep -qxs $DEPLOYMENT_ID \"$NOTES.stop\"").File("app/removed.txt", content);

    // One that fails to be downloaded has more than the targets have room for.
    private static Revision Bad(string content, LifecycleEvent at) =>
        Revision.Noting(content, $"[ $LIFECYCLE_EVENT != {at} ]").File("app/added.txt", content)
            .File(at is LifecycleEvent.Install ? $"app/{ForeignFile}" : "app/more.txt", at is LifecycleEvent.DownloadBundle ? RandomNumberGenerator.GetHexString(RoomKibibytes * 1024 * 2) : content);

    private async Task InduceAsync(LifecycleEvent at, string id)
    {
        foreach (var target in EngineScene.Targets)
        {
            var path = at switch
            {
                LifecycleEvent.ApplicationStop => $"{_scene.Notes}.stop",
                LifecycleEvent.Install => _scene.Directory.Combine(target, "root/srv/app", ForeignFile),
                _ => null,
            };
            if (path is not null)
            {
                await File.WriteAllTextAsync(path, id, Cancel);
            }
        }
    }

    private async Task<DeploymentResult> DeployAsync(Revision revision, string id, string configuration) =>
        await _scene.Engine.RunAsync(await _scene.RequestAsync(revision, $"shop/{id}.zip") with { DeploymentId = id, Configuration = configuration }, Cancel);

    private string ContentOf(string target)
    {
        var root = _scene.Directory.Combine(target, "root/srv/app");
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ForeignFile).Order(StringComparer.Ordinal);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files.Select(file => $"{Path.GetRelativePath(root, file)} {File.ReadAllText(file)}")))));
    }
}
