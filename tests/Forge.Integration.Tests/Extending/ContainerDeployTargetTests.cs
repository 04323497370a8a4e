using Forge.Deploy;
using Forge.Testing;

namespace Forge.Integration.Tests.Extending;

public sealed class ContainerDeployTargetTests(DockerDaemon docker)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_NoSuchContainer_IsUnreachable()
    {
        var target = new ContainerDeployTarget("web-1", docker.Endpoint, "nowhere");

        var opening = () => target.OpenAsync(Cancel);

        (await opening.Should().ThrowAsync<DeployTargetException>()).Which.Should().BeEquivalentTo(
            new { Target = "web-1", Failure = DeployTargetFailure.Unreachable, IsTransient = true });
    }

    [Fact]
    public async Task RunAsync_TheContainerStops_LosesTheConnection()
    {
        var container = new RunningContainer(docker);
        await container.InitializeAsync();
        await using var session = await new ContainerDeployTarget("web-1", container.Engine, container.Id).OpenAsync(Cancel);
        await container.DisposeAsync();

        var running = () => session.RunAsync(new DeployCommand { Arguments = ["true"] }, Cancel);

        (await running.Should().ThrowAsync<DeployTargetException>()).Which.Failure.Should().Be(DeployTargetFailure.ConnectionLost);
    }
}
