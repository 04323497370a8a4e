using Forge.Shared.Trees;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Retention;

/// <summary>Deletes artifacts that are no longer wanted, and frees contents that no tree needs any more.</summary>
/// <remarks>Safe for concurrent use. What an <see cref="IArtifactProtection"/> names is never deleted.</remarks>
public sealed partial class ArtifactRetention
{
    private readonly IReadOnlyList<ArtifactRetentionRuleOptions> _rules;
    private readonly TimeSpan _minAge;
    private readonly IArtifactStore _store;
    private readonly IReadOnlyList<IArtifactProtection> _protections;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<ArtifactRetention> _logger;

    /// <summary>Initializes a new instance of the <see cref="ArtifactRetention"/> class. <c>AddArtifactRetention</c> does it for a host.</summary>
    /// <param name="options">What is kept.</param>
    /// <param name="stores">The stores of the host.</param>
    /// <param name="protections">What names artifacts that must stay.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <exception cref="ArgumentException">There is no such store, or none is named and the host does not have exactly one.</exception>
    public ArtifactRetention(
        IOptions<ArtifactRetentionOptions> options, IEnumerable<IArtifactStore> stores, IEnumerable<IArtifactProtection> protections, TimeProvider timeProvider, ILogger<ArtifactRetention> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stores);
        IArtifactStore[] all = [.. stores];
        var name = options.Value.Store;
        _store = Array.Find(all, store => store.Name == name || (name.Length == 0 && all.Length == 1))
            ?? throw new ArgumentException($"Retention: There is no artifact store '{name}'. The host has: {string.Join(", ", all.Select(store => $"'{store.Name}'").DefaultIfEmpty("none"))}.", nameof(options));
        _rules = [.. options.Value.Rules.Select(Copy)];
        _minAge = options.Value.MinAge;
        _protections = [.. protections];
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Tells what a sweep would delete now. Changes nothing.</summary>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What would go, in ordinal order of the keys.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached, or a tree is damaged.</exception>
    public async Task<IReadOnlyList<ArtifactDeletion>> PlanAsync(CancellationToken cancellationToken = default)
    {
        return await PlanAsync(await ListAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what breaks a limit, then frees what no tree needs.</summary>
    /// <param name="cancellationToken">Cancels the sweep; another one goes on with the rest.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArtifactStoreException">The store cannot be reached, or a tree is damaged.</exception>
    public async Task<ArtifactRetentionResult> SweepAsync(CancellationToken cancellationToken = default)
    {
        var artifacts = await ListAsync(cancellationToken).ConfigureAwait(false);
        var plan = await PlanAsync(artifacts, cancellationToken).ConfigureAwait(false);
        foreach (var deletion in plan)
        {
            await _store.DeleteAsync(deletion.Info.Key, cancellationToken).ConfigureAwait(false);
            Log.Deleted(_logger, deletion.Info.Key, deletion.Limit);
        }

        var collected = 0L;
        foreach (var pool in TreePool.In(artifacts.Select(artifact => artifact.Key)))
        {
            collected += await new PoolSweep(_store, pool, _timeProvider).RunAsync(cancellationToken).ConfigureAwait(false);
        }

        if (plan.Count > 0 || collected > 0)
        {
            Log.Swept(_logger, _store.Name, plan.Count, plan.Sum(deletion => deletion.Info.Size) + collected);
        }

        return new ArtifactRetentionResult { Deleted = plan, Collected = collected };
    }

    private async Task<IReadOnlyList<ArtifactInfo>> ListAsync(CancellationToken cancellationToken) =>
        await _store.ListAsync("", cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);

    private async Task<IReadOnlyList<ArtifactDeletion>> PlanAsync(IReadOnlyList<ArtifactInfo> artifacts, CancellationToken cancellationToken)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var protection in _protections)
        {
            needed.UnionWith((await protection.ListProtectedAsync(_store, cancellationToken).ConfigureAwait(false)).Select(key => key.Value));
        }

        var packs = _rules.Any(rule => rule.MaxBytes is not null) ? await ReadPacksAsync(artifacts, cancellationToken).ConfigureAwait(false) : [];
        return RetentionPlanner.Plan(
            artifacts, _rules, key => IsNeeded(ProvenanceOrSelf(key), needed), key => packs.GetValueOrDefault(key.Value, []), (_timeProvider.GetUtcNow(), _minAge));
    }

    // What the trees of each pool hold beside their lists.
    private async Task<Dictionary<string, IEnumerable<ArtifactInfo>>> ReadPacksAsync(IReadOnlyList<ArtifactInfo> artifacts, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, IEnumerable<ArtifactInfo>>(StringComparer.Ordinal);
        var known = artifacts.ToDictionary(artifact => artifact.Key.Value, StringComparer.Ordinal);
        foreach (var pool in TreePool.In(artifacts.Select(artifact => artifact.Key)))
        {
            foreach (var tree in artifacts.Select(artifact => artifact.Key).Where(pool.IsManifest))
            {
                var ids = await PoolSweep.ReadPacksAsync(_store, tree, cancellationToken).ConfigureAwait(false);
                var packs = ids.Select(id => known.GetValueOrDefault(pool.Packs + id)).OfType<ArtifactInfo>();
                found[tree.Value] = [.. found.GetValueOrDefault(tree.Value, []), .. packs];
            }
        }

        return found;
    }

    private static string ProvenanceOrSelf(ArtifactKey key) => Provenance.ProvenanceKey.SubjectOf(key);

    private static bool IsNeeded(string key, HashSet<string> needed)
    {
        for (var end = key.Length; end > 0; end = key.LastIndexOf('/', end - 1))
        {
            if (needed.Contains(key[..end]))
            {
                return true;
            }
        }

        return false;
    }

    // The host may go on changing its own object.
    private static ArtifactRetentionRuleOptions Copy(ArtifactRetentionRuleOptions rule) => new()
    {
        Prefix = rule.Prefix,
        ProjectDepth = rule.ProjectDepth,
        UnitDepth = rule.UnitDepth,
        MaxCount = rule.MaxCount,
        MaxAge = rule.MaxAge,
        MaxBytes = rule.MaxBytes,
    };

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Information, "Retention deleted {Key}: over the limit of {Limit}.")]
        public static partial void Deleted(ILogger logger, ArtifactKey key, ArtifactRetentionLimit limit);

        [LoggerMessage(5202, LogLevel.Information, "Retention swept '{Store}': {Count} artifacts deleted, {Bytes} bytes freed.")]
        public static partial void Swept(ILogger logger, string store, int count, long bytes);
    }
}
