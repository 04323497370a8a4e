using Forge.Deploy;

namespace Forge.Integration.Tests.Extending;

/// <summary>Commands in a container. There is no connection to keep: each command has its own.</summary>
internal sealed class ContainerDeploySession(DockerExec docker, DeployPlatform platform) : IDeploySession
{
    public DeployPlatform Platform => platform;

    public async Task<DeployCommandResult> RunAsync(DeployCommand command, CancellationToken cancellationToken)
    {
        var result = await docker.RunAsync(command, cancellationToken);

        // docker exec fails like the command it runs; only the container itself tells the two apart.
        return result.ExitCode == 0 || await docker.ReadStartTimeAsync(cancellationToken) == platform.BootId
            ? result
            : throw new DeployTargetException(
                $"'{platform.Target}' was lost while '{command.Arguments[0]}' ran: its container has stopped. Start it.",
                platform.Target,
                DeployTargetFailure.ConnectionLost,
                isTransient: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
