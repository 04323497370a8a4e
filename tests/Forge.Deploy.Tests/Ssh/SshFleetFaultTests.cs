using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Ssh;

/// <summary>What befalls fleets: servers that turn connections away, and a half that is gone.</summary>
public sealed class SshFleetFaultTests : IAsyncDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly OpenSshServer _near = new();
    private readonly OpenSshServer _far = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        await _far.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Run_ServerTurnsMostConnectionsAway_TriesAgainUntilAllAreServed()
    {
        // More than two that have not logged in yet, and sshd drops the next.
        _near.Configuration.Add("MaxStartups 2:100:2");
        await _near.InitializeAsync();
        string[] names = [.. Enumerable.Range(1, 8).Select(i => $"h{i}")];
        await using var scene = Scene([.. names.Select(name => ServerTarget.Of(_near, name, _directory.Combine(name)))], "CodeDeployDefault.AllAtOnce");

        var result = await scene.Engine.RunAsync(await RequestAsync(scene), Cancel);

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        result.Targets.Should().OnlyContain(target => target.Status == TargetStatus.Succeeded);
        (await File.ReadAllLinesAsync(_directory.Combine("notes"), Cancel)).Should().OnlyHaveUniqueItems().And.HaveCount(names.Length * 4);
    }

    [Fact]
    public async Task Run_HalfOfTheFleetIsGone_StopsAtTheMinimumAndLeavesTheRestAlone()
    {
        await _near.InitializeAsync();
        await _far.InitializeAsync();
        await using var scene = Scene([ServerTarget.Of(_near, "h1", _directory.Combine("h1")), ServerTarget.Of(_near, "h2", _directory.Combine("h2")), ServerTarget.Of(_far, "h3", _directory.Combine("h3")), ServerTarget.Of(_far, "h4", _directory.Combine("h4"))], "CodeDeployDefault.OneAtATime");
        var request = await RequestAsync(scene);
        await _far.StopAsync();

        var result = await scene.Engine.RunAsync(request, Cancel);

        result.Status.Should().Be(DeploymentStatus.Failed);
        result.Targets.Select(target => target.Status).Should().Equal(TargetStatus.Succeeded, TargetStatus.Succeeded, TargetStatus.Failed, TargetStatus.Skipped);
        result.Message.Should().Contain("'h3'").And.Contain("cannot be reached");
        await _far.StartAsync();
        (await scene.Engine.RunAsync(request, Cancel)).Status.Should().Be(DeploymentStatus.Succeeded);
    }

    private async Task<DeploymentRequest> RequestAsync(EngineScene scene) =>
        await scene.RequestAsync(Revision.Noting("1", $"echo \"$DEPLOYMENT_ID $FORGE_STEP_ID\" >>{_directory.Combine("notes")}"), "shop/1.zip") with { Group = "far" };

    private static EngineScene Scene(IReadOnlyList<IDeployTarget> targets, string configuration) => new(
        options =>
        {
            var group = new DeploymentGroupOptions { Name = "far", Configuration = configuration };
            foreach (var target in targets)
            {
                group.Targets.Add(target.Name);
            }

            options.Groups.Add(group);
            options.ConnectBackOff = TimeSpan.FromMilliseconds(100);
        },
        extend: forge =>
        {
            foreach (var target in targets)
            {
                forge.Services.AddSingleton(target);
            }
        });
}
