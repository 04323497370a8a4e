using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Packaging;
using Forge.Git;
using Forge.Journal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Build;

/// <summary>Runs builds.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process; <c>AddBuilds()</c> registers it.</para>
/// <para>Concurrency: every member may be called at the same time as any other. Each call of <see cref="RunAsync"/> is one build;
/// how many run at once is the caller's decision.</para>
/// <para>Durability: every phase is recorded in the journal as it ends. A build whose host ends in the middle of it is ended as
/// <see cref="BuildStatus.Fault"/> by the next host that starts; it is never repeated, because it may have published something.</para>
/// </remarks>
public sealed partial class BuildEngine
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(36);

    private readonly FrozenDictionary<string, IBuildExecutor> _executors;
    private readonly FrozenDictionary<string, ISourceProvider> _sourceProviders;
    private readonly IArtifactStore? _artifactStore;
    private readonly SecretResolver _secrets;
    private readonly IJournal _journal;
    private readonly BuildNumbers _numbers;
    private readonly BuildHistory _history;
    private readonly BuildOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<BuildEngine> _logger;
    private readonly string _owner = $"builds-{Guid.NewGuid():N}";

    /// <summary>Initializes a new instance of the <see cref="BuildEngine"/> class.</summary>
    /// <param name="executors">What provides environments.</param>
    /// <param name="sourceProviders">What provides source code.</param>
    /// <param name="artifactStores">What takes artifacts.</param>
    /// <param name="parameterStores">What <c>env.parameter-store</c> reads; the last one counts.</param>
    /// <param name="secretStores">What <c>env.secrets-manager</c> reads; the last one counts.</param>
    /// <param name="journal">What remembers builds.</param>
    /// <param name="options">The options.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log of the host.</param>
    /// <exception cref="InvalidOperationException">The options name a store that is not registered.</exception>
    public BuildEngine(
        IEnumerable<IBuildExecutor> executors,
        IEnumerable<ISourceProvider> sourceProviders,
        IEnumerable<IArtifactStore> artifactStores,
        IEnumerable<IParameterStore> parameterStores,
        IEnumerable<ISecretStore> secretStores,
        IJournal journal,
        IOptions<BuildOptions> options,
        TimeProvider timeProvider,
        ILogger<BuildEngine> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _executors = executors.ToFrozenDictionary(executor => executor.Name, StringComparer.Ordinal);
        _sourceProviders = sourceProviders.ToFrozenDictionary(provider => provider.Name, StringComparer.Ordinal);
        _options = options.Value.Copy();
        _artifactStore = Choose([.. artifactStores], _options.ArtifactStore);
        _secrets = new SecretResolver(parameterStores.LastOrDefault(), secretStores.LastOrDefault());
        _journal = journal;
        _numbers = new BuildNumbers(journal);
        _history = new BuildHistory(journal);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Runs a build to its end.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Stops the build: its processes are ended, it is recorded as <see cref="BuildStatus.Stopped"/>, and
    /// <see cref="OperationCanceledException"/> is thrown.</param>
    /// <returns>What became of it: success, failure, timeout and fault are all results.</returns>
    /// <exception cref="ArgumentException">The request names something that does not exist or breaks a rule; nothing was recorded.</exception>
    /// <exception cref="JournalException">The build cannot be recorded, or was taken over by another host.</exception>
    public async Task<BuildResult> RunAsync(BuildRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        var numbered = Validated(request) with { BuildId = request.BuildId ?? Guid.NewGuid().ToString() };
        var recorder = await BuildRecorder.StartAsync(_journal, _numbers, numbered, _owner, _options, _timeProvider, cancellationToken).ConfigureAwait(false);
        await using (recorder.ConfigureAwait(false))
        {
            Log.BuildStarted(_logger, numbered.BuildId!, numbered.Project, recorder.State.Result.Number);
            var driver = new BuildDriver(ServicesFor(numbered), numbered, recorder, _logger);
            await using (driver.ConfigureAwait(false))
            {
                var result = await driver.DriveAsync(cancellationToken).ConfigureAwait(false);
                return result.Status is BuildStatus.Stopped ? throw new OperationCanceledException(cancellationToken) : result;
            }
        }
    }

    /// <summary>Tells how a build stands or ended.</summary>
    /// <param name="buildId">The id of the build.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What is known, or null when there is no such build.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildResult?> GetAsync(string buildId, CancellationToken cancellationToken = default)
    {
        if (!BuildId().IsMatch(buildId))
        {
            return null;
        }

        var (state, _, _) = await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false);
        return state?.Result;
    }

    /// <summary>Lists the ids of all builds, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public IAsyncEnumerable<string> ListAsync(CancellationToken cancellationToken = default) => _history.ListAsync(cancellationToken);

    private static IArtifactStore? Choose(IReadOnlyList<IArtifactStore> stores, string name) => (name, stores) switch
    {
        ("", [var only]) => only,
        ("", _) => null,
        _ => stores.FirstOrDefault(store => store.Name == name)
            ?? throw new InvalidOperationException($"BuildOptions.ArtifactStore names '{name}', and the registered stores are: {List(stores.Select(store => store.Name))}."),
    };

    private static string List(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"'{name}'").DefaultIfEmpty("none"));

    private BuildServices ServicesFor(BuildRequest request) => new()
    {
        Executor = _executors[request.Executor],
        SourceProviders = _sourceProviders,
        ArtifactStore = _artifactStore,
        Cache = _artifactStore is null ? null : new CacheStore(_artifactStore, request.Project, _timeProvider),
        Secrets = _secrets,
        Options = _options,
        TimeProvider = _timeProvider,
    };

    private BuildRequest Validated(BuildRequest request)
    {
        Check(ProjectName().IsMatch(request.Project), $"'{request.Project}' is not the name of a project: use 2 to 150 letters, digits, dashes and underscores, and begin with a letter or digit.");
        Check(request.BuildId is null || BuildId().IsMatch(request.BuildId), $"'{request.BuildId}' is not the id of a build: use 1 to 64 letters, digits and dashes, and begin with a letter or digit.");
        Check(_executors.ContainsKey(request.Executor), $"There is no executor '{request.Executor}'. Registered are: {List(_executors.Keys)}.");
        Check(
            request.Source.Provider.Length == 0 || _sourceProviders.ContainsKey(request.Source.Provider),
            $"There is no source provider '{request.Source.Provider}'. Registered are: {List(_sourceProviders.Keys)}.");
        Check(request.Timeout >= ShortestTimeout && request.Timeout <= LongestTimeout, $"A build may take from 1 second to 36 hours, not {request.Timeout}.");
        foreach (var name in request.Environment.Keys.Concat(request.Secrets.Keys))
        {
            Check(VariableName().IsMatch(name), $"'{name}' is not the name of a variable: use letters, digits and underscores, and do not begin with a digit.");
        }

        foreach (var (name, value) in request.Environment.Concat(request.Secrets.Select(secret => KeyValuePair.Create(secret.Key, secret.Value.Reveal()))))
        {
            Check(!value.Contains('\0', StringComparison.Ordinal), $"The value of '{name}' holds a NUL character, which no variable can.");
        }

        return request;
    }

    private static void Check(bool isTrue, string message)
    {
        if (!isTrue)
        {
            throw new ArgumentException(message);
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{1,149}\z")]
    private static partial Regex ProjectName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\z")]
    private static partial Regex BuildId();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Build {Build} of {Project} begins; its number is {Number}.")]
        public static partial void BuildStarted(ILogger logger, string build, string project, long number);
    }
}
