using Forge.Deploy;

namespace Forge.Integration.Tests.Extending;

/// <summary>A running container as a deploy target, reached by <c>docker exec</c>: the example of docs/extending.md.</summary>
internal sealed class ContainerDeployTarget(string name, Uri engine, string container) : IDeployTarget
{
    public string Name => name;

    public async Task<IDeploySession> OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var docker = new DockerExec(engine, container);
        var startedAt = await docker.ReadStartTimeAsync(cancellationToken);
        if (startedAt.Length == 0)
        {
            throw new DeployTargetException(
                $"'{name}' cannot be deployed to: container '{container}' does not run. Start it.", name, DeployTargetFailure.Unreachable, isTransient: true);
        }

        var platform = new DeployPlatform
        {
            Target = name,
            OperatingSystem = "linux",
            User = "root",
            IsAdministrator = true,
            BootId = startedAt,
            StateDirectory = "/var/lib/forge",
        };
        return new ContainerDeploySession(docker, platform);
    }
}
