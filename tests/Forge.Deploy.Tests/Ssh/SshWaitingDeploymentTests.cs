using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>Deployments that wait in a queue and for a person, over a real SSH connection.</summary>
public sealed class SshWaitingDeploymentTests(OpenSshServer server) : IClassFixture<OpenSshServer>, IAsyncDisposable
{
    private const int Lines = 12_000;

    private readonly TempDirectory _directory = new();
    private EngineScene? _scene;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await (_scene?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }

    [Fact]
    public async Task Run_QueuedAndApproved_DeploysInOrderAndTheWholeLogCanBeRead()
    {
        _scene = new EngineScene(
            options =>
            {
                options.PollInterval = TimeSpan.FromMilliseconds(100);
                options.Groups.Add(new DeploymentGroupOptions { Name = "far", Targets = { "w3" }, QueueBehavior = QueueBehavior.Queue, Gates = { new DeploymentGateOptions { Name = "release" } } });
            },
            ServerTarget.Of(server, "w3", _directory.Path));
        var revision = Revision.Noting("1", $"[ $LIFECYCLE_EVENT = AfterInstall ] || exit 0; i=0; while [ $i -lt {Lines} ]; do echo \"a line of some length, number $i\"; i=$((i + 1)); done");
        var request = await _scene.RequestAsync(revision, "shop/1.zip") with { Group = "far" };
        await _scene.Engine.CreateAsync(request with { DeploymentId = "d-1" }, Cancel);
        await _scene.Engine.CreateAsync(request with { DeploymentId = "d-2" }, Cancel);

        await ApproveAsync("d-1");
        (await _scene.Engine.GetAsync("d-2", Cancel))!.Status.Should().Be(DeploymentStatus.Queued);
        var first = await _scene.Engine.WaitAsync("d-1", Cancel);
        await ApproveAsync("d-2");
        var second = await _scene.Engine.WaitAsync("d-2", Cancel);

        (first.Status, second.Status).Should().Be((DeploymentStatus.Succeeded, DeploymentStatus.Succeeded), first.Message + second.Message);
        var log = await _scene.Services.GetRequiredService<DeploymentHistory>().ReadLogAsync("d-1", "w3", Cancel).ToListAsync(Cancel);
        log.Where(line => line.Contains("[stdout]a line of some length", StringComparison.Ordinal)).Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Should().Equal(Enumerable.Range(0, Lines).Select(i => $"{i}"));
    }

    private async Task ApproveAsync(string id)
    {
        var approvals = _scene!.Services.GetRequiredService<DeploymentApprovals>();
        await Eventually.BeTrueAsync(async () => await approvals.ListAsync(Cancel).AnyAsync(one => one.DeploymentId == id, Cancel), Cancel);
        await approvals.ApproveAsync($"{id}/release", "ann", cancellationToken: Cancel);
    }
}
