using System.Collections.Frozen;
using Forge.Artifacts;
using Forge.Build.Diagnostics;
using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Git;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Driving;

/// <summary>The parts of the host that builds use. Immutable; says clearly what there is not.</summary>
internal sealed class BuildServices
{
    private const string LocalCacheFolder = "forge-cache";

    private readonly FrozenDictionary<string, IBuildExecutor> _executors;
    private readonly CacheDirectory _localCache;
    private readonly TimeProvider _timeProvider;
    private readonly FrozenDictionary<string, ISourceProvider> _sourceProviders;
    private readonly FrozenDictionary<string, IArtifactStore> _stores;

    /// <summary>Initializes a new instance of the <see cref="BuildServices"/> class.</summary>
    /// <exception cref="InvalidOperationException">The options name a store that is not registered.</exception>
    public BuildServices(
        IEnumerable<IBuildExecutor> executors,
        IEnumerable<ISourceProvider> sourceProviders,
        IEnumerable<IArtifactStore> stores,
        SecretResolver secrets,
        BuildOptions options,
        BuildTelemetry telemetry,
        TimeProvider timeProvider,
        ILogger<BuildServices> logger)
    {
        _timeProvider = timeProvider;
        _localCache = new CacheDirectory(options.LocalCacheDirectory.Length > 0 ? options.LocalCacheDirectory : Path.Combine(options.WorkDirectory, LocalCacheFolder));
        Secrets = secrets;
        Telemetry = telemetry;
        _executors = executors.ToFrozenDictionary(executor => executor.Name, StringComparer.Ordinal);
        _sourceProviders = sourceProviders.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
        _stores = stores.ToFrozenDictionary(store => store.Name, StringComparer.Ordinal);
        Options = options.Copy();
        ArtifactStore = (options.ArtifactStore, _stores.Values) switch
        {
            ("", [var only]) => only,
            ("", _) => null,
            ({ } name, _) => FindStore(name)
                ?? throw new InvalidOperationException($"BuildOptions.ArtifactStore names '{name}', and the registered stores are: {List(_stores.Keys)}."),
        };
        Logs = new BuildLogs(Options, ArtifactStore, timeProvider, logger);
        LogReader = new BuildLogReader(Logs, timeProvider);
    }

    /// <summary>Gets the options.</summary>
    public BuildOptions Options { get; }

    /// <summary>Gets what fetches parameters and secrets.</summary>
    public SecretResolver Secrets { get; }

    /// <summary>Gets what measures builds.</summary>
    public BuildTelemetry Telemetry { get; }

    /// <summary>Gets the logs.</summary>
    public BuildLogs Logs { get; }

    /// <summary>Gets what reads the logs back.</summary>
    public BuildLogReader LogReader { get; }

    /// <summary>Gets the store that takes artifacts; null when there is none.</summary>
    public IArtifactStore? ArtifactStore { get; }

    /// <summary>Gets the names of the executors, for a message.</summary>
    public string ExecutorNames => List(_executors.Keys);

    /// <summary>Gets the names of the source providers, for a message.</summary>
    public string SourceProviderNames => List(_sourceProviders.Keys);

    /// <summary>Gets the names of the stores, for a message.</summary>
    public string StoreNames => List(_stores.Keys);

    /// <summary>Gives the cache of a build's project; null for none.</summary>
    public CacheStore? CacheOf(BuildDefinition definition) => (definition.Cache, ArtifactStore) switch
    {
        (BuildCacheType.Store, { } store) => new CacheStore(store, definition.CacheScope, _timeProvider),
        (BuildCacheType.Local, _) => new CacheStore(_localCache, definition.CacheScope, _timeProvider),
        _ => null,
    };

    /// <summary>Finds an executor.</summary>
    public IBuildExecutor? FindExecutor(string name) => _executors.GetValueOrDefault(name);

    /// <summary>Finds a source provider.</summary>
    public ISourceProvider? FindSourceProvider(string name) => _sourceProviders.GetValueOrDefault(name);

    /// <summary>Finds a store; the one for artifacts when the name is empty.</summary>
    public IArtifactStore? FindStore(string name) => name.Length == 0 ? ArtifactStore : _stores.GetValueOrDefault(name);

    private static string List(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'").DefaultIfEmpty("none"));
}
