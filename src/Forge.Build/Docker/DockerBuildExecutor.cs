using Docker.DotNet.Models;
using Forge.Build.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Build.Docker;

/// <summary>Runs each build in a container of its own.</summary>
internal sealed partial class DockerBuildExecutor : IBuildExecutor, IDisposable
{
    /// <summary>The name of the executor.</summary>
    public const string ExecutorName = "docker";

    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly DockerBuildExecutorOptions _options;
    private readonly DockerConnection _docker;
    private readonly ILogger<DockerBuildExecutor> _logger;
    private readonly string _owner = $"{Environment.MachineName}/{HostIdentity.Current}";
    private readonly TimeProvider _timeProvider;
    private readonly Sweeps _sweeps;

    /// <summary>Initializes a new instance of the <see cref="DockerBuildExecutor"/> class. The engine is not called yet.</summary>
    public DockerBuildExecutor(IOptions<DockerBuildExecutorOptions> options, TimeProvider timeProvider, ILogger<DockerBuildExecutor> logger)
    {
        _options = options.Value.Copy();
        _docker = new DockerConnection(_options.Endpoint, _options.CallTimeout, timeProvider);
        _timeProvider = timeProvider;
        _sweeps = new Sweeps(RemoveLeftoversAsync, timeProvider);
        _logger = logger;
    }

    /// <inheritdoc/>
    public string Name => ExecutorName;

    /// <inheritdoc/>
    public async Task<IBuildEnvironment> OpenAsync(BuildEnvironmentSpec spec, CancellationToken cancellationToken)
    {
        var image = spec.Image ?? _options.DefaultImage
            ?? throw new BuildExecutorException($"Build '{spec.BuildId}' names no image and the executor has no DefaultImage. Set one of them.", Name);
        await _sweeps.SweepAsync(cancellationToken).ConfigureAwait(false);
        var environment = new DockerBuildEnvironment(_docker, CreateDirectory(spec.BuildId), spec.BuildId, _logger);
        try
        {
            await environment.OpenAsync(
                ContainerDefinition.Create(spec, image, environment.HostDirectory, _options.Network, _owner), cancellationToken).ConfigureAwait(false);
            return environment;
        }
        catch (Exception)
        {
            await environment.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IBuildEnvironment?> ReopenAsync(string buildId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = Path.Combine(Path.GetFullPath(_options.WorkDirectory), buildId);
        if (!BuildOwner.HasOne(directory))
        {
            return null;
        }

        BuildOwner.Take(directory);
        var environment = new DockerBuildEnvironment(_docker, new LocalDirectory(directory, Name), buildId, _logger);
        if (await environment.ReopenAsync(cancellationToken).ConfigureAwait(false))
        {
            return environment;
        }

        await environment.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _docker.Dispose();
        _sweeps.Dispose();
    }

    private LocalDirectory CreateDirectory(string buildId)
    {
        var directory = Path.Combine(Path.GetFullPath(_options.WorkDirectory), buildId);
        try
        {
            if (Directory.Exists(directory))
            {
                throw new BuildExecutorException($"The directory '{directory}' exists: another build has the id '{buildId}'. Give every build an id of its own.", Name);
            }

            Directory.CreateDirectory(_options.WorkDirectory);
            Directory.CreateDirectory(directory, OnlyOwner);
            BuildOwner.Take(directory);
            return new LocalDirectory(directory, Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildExecutorException(
                $"The directory '{directory}' for build '{buildId}' cannot be made: {e.Message} Set WorkDirectory to a directory that the host may write.", Name, isTransient: false, e);
        }
    }

    // What a host of this machine left behind that did not live to dispose its environments, and that no host came to reopen.
    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        var filter = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [ContainerDefinition.OwnerLabel] = true, [ContainerDefinition.BuildLabel] = true } };
        var containers = await _docker.CallAsync(
            "list containers",
            (operations, token) => operations.ListContainersAsync(new ContainersListParameters { All = true, Filters = filter }, token),
            cancellationToken).ConfigureAwait(false);
        foreach (var container in containers)
        {
            var directory = Path.Combine(Path.GetFullPath(_options.WorkDirectory), container.Labels[ContainerDefinition.BuildLabel]);
            if (!IsLeftover(container, directory))
            {
                continue;
            }

            await _docker.CallAsync(
                $"remove the container '{container.ID}'",
                (operations, token) => operations.RemoveContainerAsync(container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, token),
                cancellationToken).ConfigureAwait(false);
            new LocalDirectory(directory, Name).Delete();
            Log.LeftoverRemoved(_logger, container.ID);
        }
    }

    // A host that takes a build over leaves a note in the directory; the label cannot be changed.
    private bool IsLeftover(ContainerListResponse container, string directory) => BuildOwner.HasOne(directory)
        ? BuildOwner.IsGone(directory, _options.LeftoverAge, _timeProvider)
        : container.Labels[ContainerDefinition.OwnerLabel].Split('/') is [var machine, var process]
            && machine == Environment.MachineName && !HostIdentity.IsAlive(process) && _timeProvider.GetUtcNow() - container.Created >= _options.LeftoverAge;

    private static partial class Log
    {
        [LoggerMessage(2111, LogLevel.Warning, "Removed the container {Container}, which a host left behind that ended in the middle of a build.")]
        public static partial void LeftoverRemoved(ILogger logger, string container);
    }
}
