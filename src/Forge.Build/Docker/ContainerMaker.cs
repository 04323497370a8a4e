using Forge.Build.Local;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Docker;

/// <summary>Makes containers, each with a directory of its own below the host's directory for builds.</summary>
internal sealed class ContainerMaker(DockerConnection docker, ContainerDefinition definition, BuildNetworks networks, string directory, bool isStrict, ILogger logger)
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Everybody = OnlyOwner
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Root in a container may change what anybody on this machine owns; nobody may not.
    private int? User => isStrict && Environment.IsPrivilegedProcess ? ContainerDefinition.Nobody : null;

    /// <summary>Creates and starts a container, which then waits for its command.</summary>
    /// <param name="key">What it is for.</param>
    /// <param name="buildId">The build; null for a container that waits for one.</param>
    /// <param name="cancellationToken">Cancels the call; whatever was created by then is removed.</param>
    public async Task<EngineContainer> MakeAsync(ContainerKey key, string? buildId, CancellationToken cancellationToken)
    {
        var name = $"forge-{buildId ?? "pool"}-{Guid.NewGuid().ToString("N")[..12]}";
        var container = Create(CreateDirectory(name));
        try
        {
            var network = networks.Take();
            var shared = docker.IsLocal ? container.FilesPath : null;
            await container.CreateAsync(definition.Container(key, name, buildId, network?.Name, shared), network, cancellationToken).ConfigureAwait(false);
            return container;
        }
        catch (Exception)
        {
            await container.RemoveAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives the container of a name, whether it exists or not.</summary>
    public EngineContainer Find(string name) => Create(new LocalDirectory(Path.Combine(directory, name), DockerBuildExecutor.ExecutorName));

    private EngineContainer Create(LocalDirectory at) => new(docker, at, networks, User, logger);

    private LocalDirectory CreateDirectory(string name)
    {
        var path = Path.Combine(directory, name);
        try
        {
            Directory.CreateDirectory(directory);
            Directory.CreateDirectory(path, OnlyOwner);
            BuildOwner.Take(path);
            var container = Create(new LocalDirectory(path, DockerBuildExecutor.ExecutorName));
            Directory.CreateDirectory(container.FilesPath);
            if (isStrict)
            {
                // Whoever the build runs as writes here; nobody else gets past the directory above.
                File.SetUnixFileMode(container.FilesPath, Everybody);
            }

            return new LocalDirectory(path, DockerBuildExecutor.ExecutorName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildExecutorException(
                $"The directory '{path}' for a container cannot be made: {e.Message} Set WorkDirectory to a directory that the host may write.",
                DockerBuildExecutor.ExecutorName,
                isTransient: false,
                e);
        }
    }
}
