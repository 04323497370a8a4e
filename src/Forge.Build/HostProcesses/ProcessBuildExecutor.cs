using Forge.Build.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Build.HostProcesses;

/// <summary>Runs builds as processes of this machine, with the rights of the host. Only for sources that are trusted as much as the host itself.</summary>
internal sealed partial class ProcessBuildExecutor : IBuildExecutor, IDisposable
{
    /// <summary>The name of the executor.</summary>
    public const string ExecutorName = "process";

    /// <summary>The variable by which processes of a build are found, wherever they went. It holds the build's directory, which no two builds of a machine share.</summary>
    public const string Cookie = "FORGE_BUILD";


    private readonly string _workDirectory;
    private readonly Dictionary<string, string> _environment;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ProcessBuildExecutor> _logger;
    private readonly TimeSpan _leftoverAge;
    private readonly TimeSpan _cancelGrace;
    private readonly Sweeps _sweeps;

    /// <summary>Initializes a new instance of the <see cref="ProcessBuildExecutor"/> class.</summary>
    public ProcessBuildExecutor(IOptions<ProcessBuildExecutorOptions> options, TimeProvider timeProvider, ILogger<ProcessBuildExecutor> logger)
    {
        _workDirectory = Path.GetFullPath(options.Value.WorkDirectory);
        _environment = new Dictionary<string, string>(options.Value.Environment, StringComparer.Ordinal);
        foreach (var name in options.Value.InheritedVariables)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
            {
                _environment.TryAdd(name, value);
            }
        }

        _timeProvider = timeProvider;
        _logger = logger;
        _leftoverAge = options.Value.LeftoverAge;
        _cancelGrace = options.Value.CancelGrace;
        _sweeps = new Sweeps(_ => SweepAsync(), timeProvider);
    }

    /// <inheritdoc/>
    public string Name => ExecutorName;

    /// <inheritdoc/>
    public async Task<IBuildEnvironment> OpenAsync(BuildEnvironmentSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = Path.Combine(_workDirectory, spec.BuildId);
        try
        {
            Directory.CreateDirectory(_workDirectory);
            await _sweeps.SweepAsync(cancellationToken).ConfigureAwait(false);
            if (!BuildOwner.TryCreate(directory))
            {
                throw new BuildExecutorException($"The directory '{directory}' exists: another build has the id '{spec.BuildId}'. Give every build an id of its own.", Name);
            }

            return new ProcessBuildEnvironment(directory, _environment, spec.Limits, _cancelGrace, _timeProvider);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildExecutorException(
                $"The directory '{directory}' for build '{spec.BuildId}' cannot be made: {e.Message} Set WorkDirectory to a directory that the host may write.", Name, isTransient: false, e);
        }
    }

    /// <inheritdoc/>
    public Task<IBuildEnvironment?> ReopenAsync(string buildId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var directory = Path.Combine(_workDirectory, buildId);
        if (!BuildOwner.HasOne(directory))
        {
            return Task.FromResult<IBuildEnvironment?>(null);
        }

        try
        {
            BuildOwner.Take(directory);
            return Task.FromResult<IBuildEnvironment?>(new ProcessBuildEnvironment(directory, _environment, new ResourceLimits(), _cancelGrace, _timeProvider));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BuildExecutorException($"The directory '{directory}' of build '{buildId}' cannot be taken over: {e.Message}", Name, isTransient: true, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sweeps.Dispose();

    // What a host left behind that did not live to dispose its environments, and that no host came to reopen.
    private async Task SweepAsync()
    {
        foreach (var directory in Directory.EnumerateDirectories(_workDirectory))
        {
            if (BuildOwner.IsGone(directory, _leftoverAge, _timeProvider))
            {
                await StrayProcesses.KillAsync($"{Cookie}={directory}", _timeProvider).ConfigureAwait(false);
                new LocalDirectory(directory, Name).Delete();
                Log.LeftoverRemoved(_logger, directory);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Warning, "Removed {Directory}, which a host left behind that ended in the middle of a build.")]
        public static partial void LeftoverRemoved(ILogger logger, string directory);
    }
}
