using Forge.Build.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Build.Docker;

/// <summary>Runs each build in a container of its own.</summary>
internal sealed class DockerBuildExecutor : IBuildExecutor, IAsyncDisposable, IDisposable
{
    /// <summary>The name of the executor.</summary>
    public const string ExecutorName = "docker";

    private readonly DockerBuildExecutorOptions _options;
    private readonly DockerConnection _docker;
    private readonly ImageStore _images;
    private readonly EngineProcessors _processors;
    private readonly EngineFirewall _firewall;
    private readonly ContainerMaker _maker;
    private readonly BuildNetworks _networks;
    private readonly ContainerRemovals _removals = new();
    private readonly ContainerPool _pool;
    private readonly Sweeps _sweeps;
    private bool _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="DockerBuildExecutor"/> class. The engine is not called yet.</summary>
    public DockerBuildExecutor(
        IOptions<DockerBuildExecutorOptions> options, TimeProvider timeProvider, ILogger<DockerBuildExecutor> logger, ISecretStore? secrets = null)
    {
        _options = options.Value.Copy();
        _docker = new DockerConnection(_options, timeProvider);
        _images = new ImageStore(_docker, _options, secrets);
        _processors = new EngineProcessors(_docker);
        var abilities = new EngineAbilities(_docker, _options, logger);
        var definition = new ContainerDefinition(_options, $"{Environment.MachineName}/{HostIdentity.Current}", abilities, timeProvider);
        _firewall = new EngineFirewall(new FirewallProgram(_docker, definition), _options, _docker.IsLocal, timeProvider, logger);
        var containers = Path.Combine(_options.WorkDirectory, EngineLeftovers.ContainersDirectory);
        _networks = new BuildNetworks(_docker, definition, logger);
        _maker = new ContainerMaker(_docker, definition, _networks, containers, _options.Profile is ContainerProfile.Strict, logger);
        _pool = new ContainerPool(_maker, _removals, _options, timeProvider, logger);
        var version = new EngineVersion(_docker, logger);
        var leftovers = new EngineLeftovers(_docker, _maker, _networks, _options, timeProvider, logger);
        _sweeps = new Sweeps(
            async cancellationToken =>
            {
                await version.ReportAsync(cancellationToken).ConfigureAwait(false);
                await abilities.ReportAsync(cancellationToken).ConfigureAwait(false);
                await leftovers.RemoveAsync(cancellationToken).ConfigureAwait(false);
            },
            timeProvider);
    }

    /// <inheritdoc/>
    public string Name => ExecutorName;

    /// <inheritdoc/>
    public async Task<IBuildEnvironment> OpenAsync(BuildEnvironmentSpec spec, CancellationToken cancellationToken)
    {
        var image = spec.Image ?? _options.DefaultImage
            ?? throw new BuildExecutorException($"Build '{spec.BuildId}' names no image and the executor has no DefaultImage. Set one of them.", Name);
        Allow(spec);
        await _sweeps.SweepAsync(cancellationToken).ConfigureAwait(false);
        var build = Build(spec.BuildId);
        build.Create();
        EngineContainer? container = null;
        try
        {
            // What takes place at the engine meanwhile is no command of the build.
            var guarding = _firewall.ApplyAsync(cancellationToken);
            var (limits, notices) = await _processors.FitAsync(spec.Limits, cancellationToken).ConfigureAwait(false);
            var key = new ContainerKey
            {
                Image = image,
                ImageId = await _images.ResolveAsync(image, cancellationToken).ConfigureAwait(false),
                Limits = limits,
                IsPrivileged = spec.IsPrivileged,
                ControlsEngine = _options.ProjectsWithControlOfTheEngine.Contains(spec.Project),
            };
            container = await _pool.TakeAsync(key, cancellationToken).ConfigureAwait(false)
                ?? await _maker.MakeAsync(key, spec.BuildId, cancellationToken).ConfigureAwait(false);
            await guarding.ConfigureAwait(false);
            build.SetContainer(container.Name);
            return new DockerBuildEnvironment(_docker, build, container, mayRun: false, used => End(used, key)) { Notices = notices, Image = key.Exactly };
        }
        catch (Exception)
        {
            if (container is not null)
            {
                _removals.Begin(container);
            }

            build.Delete();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IBuildEnvironment?> ReopenAsync(string buildId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var build = Build(buildId);
        if (!build.TryTake())
        {
            return null;
        }

        if (build.GetContainer() is { } name)
        {
            var container = _maker.Find(name);
            if (await container.InspectAsync(cancellationToken).ConfigureAwait(false) is { } state)
            {
                return new DockerBuildEnvironment(_docker, build, container, state.Running, _removals.Begin);
            }

            _removals.Begin(container);
        }

        build.Delete();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _pool.DisposeAsync().ConfigureAwait(false);
        await _removals.WhenDoneAsync().ConfigureAwait(false);
        await _networks.RemoveSpareAsync().ConfigureAwait(false);
        _removals.Dispose();
        await _firewall.DisposeAsync().ConfigureAwait(false);
        _docker.Dispose();
        _sweeps.Dispose();
    }

    /// <summary>Removes what is left, as <see cref="DisposeAsync"/> does, for as long as one call to the engine may take.</summary>
    public void Dispose() => Task.Run(async () => await DisposeAsync().ConfigureAwait(false)).Wait(_options.CallTimeout);

    private BuildDirectory Build(string buildId) => new(Path.Combine(_options.WorkDirectory, EngineLeftovers.BuildsDirectory, buildId));

    private void Allow(BuildEnvironmentSpec spec)
    {
        if (spec.IsPrivileged && !_options.PrivilegedProjects.Contains(spec.Project))
        {
            throw new BuildExecutorException(
                $"Project '{spec.Project}' asks for privileged builds, and PrivilegedProjects of the executor '{Name}' does not name it. Add '{spec.Project}' there, or turn the project's setting off.", Name);
        }
    }

    private void End(EngineContainer container, ContainerKey key)
    {
        _removals.Begin(container);
        _pool.Refill(key, TimeSpan.Zero);
    }
}
