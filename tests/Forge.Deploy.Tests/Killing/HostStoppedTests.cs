using Forge.Artifacts;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Forge.Deploy.Tests.Killing;

/// <summary>A host that is asked to end while a hook runs on a target.</summary>
public sealed class HostStoppedTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Stop_DuringAHook_EndsAtOnceAndTheNextHostFindsTheHookRunning()
    {
        var go = _directory.Combine("go");
        var started = _directory.Combine("started");
        var first = await StartAsync();
        var script = $"echo \"$TARGET $LIFECYCLE_EVENT $FORGE_STEP_ID\" >>\"$NOTES\"; [ $LIFECYCLE_EVENT != ApplicationStart ] || {{ touch {started}; while [ ! -e {go} ] && [ -d {_directory.Path} ]; do sleep 0.05; done; }}";
        var revision = await Revision.Noting("1", script).StoreAsync(first.GetRequiredService<IArtifactStore>(), "shop/held.zip");
        var id = await first.GetRequiredService<DeploymentEngine>().CreateAsync(new DeploymentRequest { Group = DeployingHost.Group, Revision = revision, Configuration = "CodeDeployDefault.AllAtOnce" }, Cancel);
        await Eventually.BeTrueAsync(() => Task.FromResult(File.Exists(started)), Cancel);

        // Were the hook waited for, this would not end: nobody lets it go on.
        await StopAsync(first);
        var second = await StartAsync();
        var running = await second.GetRequiredService<DeploymentEngine>().GetAsync(id, Cancel);
        await File.WriteAllTextAsync(go, "", Cancel);
        var result = await second.GetRequiredService<DeploymentEngine>().WaitAsync(id, Cancel);
        await StopAsync(second);

        running!.Status.Should().Be(DeploymentStatus.InProgress);
        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        (await File.ReadAllLinesAsync(DeployingHost.Notes(_directory.Path), Cancel)).Should().OnlyHaveUniqueItems().And.HaveCount(DeployingHost.Targets.Length * 4);
    }

    private async Task<ServiceProvider> StartAsync()
    {
        var services = DeployingHost.CreateServices(_directory.Path);
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancel);
        }

        return services;
    }

    private static async Task StopAsync(ServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StopAsync(Cancel);
        }

        await services.DisposeAsync();
    }
}
