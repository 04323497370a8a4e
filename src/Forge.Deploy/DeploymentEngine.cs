using System.Runtime.CompilerServices;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Deploy.Driving;
using Forge.Deploy.Planning;
using Forge.Journal;
using Forge.Shared.Archives;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy;

/// <summary>Deploys revisions to deployment groups.</summary>
/// <remarks>
/// <para>A deployment is recorded in the journal first and driven in the background, by this host or whichever holds the journal;
/// it survives a restart. Safe for concurrent use.</para>
/// <para>What goes wrong on targets is a result. Exceptions tell that a deployment was refused (<see cref="DeploymentRefusedException"/>,
/// <see cref="SpecException"/>) or that infrastructure failed (<see cref="ForgeException"/>).</para>
/// </remarks>
public sealed partial class DeploymentEngine
{
    private const int LongestDescription = 256;

    private readonly IJournal _journal;
    private readonly DeploymentCatalog _catalog;
    private readonly BundleCache _bundles;
    private readonly DeploymentWorker _worker;
    private readonly DeploymentFeed _feed;
    private readonly ILogger _logger;

    internal DeploymentEngine(
        IJournal journal, DeploymentCatalog catalog, BundleCache bundles, DeploymentWorker worker, DeploymentFeed feed, ILogger<DeploymentEngine> logger)
    {
        _journal = journal;
        _catalog = catalog;
        _bundles = bundles;
        _worker = worker;
        _feed = feed;
        _logger = logger;
    }

    /// <summary>Checks a request and records it as a deployment, which begins at once.</summary>
    /// <param name="request">What to deploy where.</param>
    /// <param name="cancellationToken">Cancels the checking; whether the deployment was recorded is then unknown. Give an id to ask again safely.</param>
    /// <returns>The deployment's id.</returns>
    /// <exception cref="ArgumentException">The id, the creator or the description breaks the rule of its property.</exception>
    /// <exception cref="DeploymentRefusedException">The group, a target, the configuration or the revision does not exist, another
    /// deployment to the group is active, or the revision that a rollback would need is gone.</exception>
    /// <exception cref="SpecException">The revision's appspec is missing or has errors, or names what the revision does not hold.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<string> CreateAsync(DeploymentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Creator);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Description.Length, LongestDescription, nameof(request));
        if (request.DeploymentId is { } wanted && !Driving.DeploymentId.IsValid(wanted))
        {
            throw new ArgumentException($"'{wanted}' is not the id of a deployment: use 1 to 64 letters, digits, dashes, underscores and dots.", nameof(request));
        }

        var id = request.DeploymentId ?? Driving.DeploymentId.Create();
        DeploymentState? existing;
        do
        {
            existing = await _feed.ReadAsync(id, cancellationToken).ConfigureAwait(false);
            CheckSame(existing, request);
        }
        while (existing is null && !await TryCreateAsync(id, request, cancellationToken).ConfigureAwait(false));

        _worker.Start();
        return id;
    }

    /// <summary>Waits for the end of a deployment. A rollback that follows is a deployment of its own: see <see cref="DeploymentResult.RollbackDeploymentId"/>.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="cancellationToken">Ends the wait; the deployment goes on.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentException">There is no such deployment.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<DeploymentResult> WaitAsync(string deploymentId, CancellationToken cancellationToken = default)
    {
        await foreach (var _ in FollowAsync(deploymentId, cancellationToken).ConfigureAwait(false))
        {
        }

        return (await GetAsync(deploymentId, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Creates a deployment and waits for its end.</summary>
    /// <param name="request">What to deploy where.</param>
    /// <param name="cancellationToken">Ends the wait; a deployment that was recorded goes on.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="DeploymentRefusedException">As for <see cref="CreateAsync"/>.</exception>
    /// <exception cref="SpecException">As for <see cref="CreateAsync"/>.</exception>
    public async Task<DeploymentResult> RunAsync(DeploymentRequest request, CancellationToken cancellationToken = default) =>
        await WaitAsync(await CreateAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Follows a deployment: what has happened so far, then what happens, until it has ended.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    /// <returns>What happened, in the order of recording.</returns>
    /// <exception cref="ArgumentException">There is no such deployment.</exception>
    public IAsyncEnumerable<DeploymentProgress> FollowAsync(string deploymentId, CancellationToken cancellationToken = default) =>
        _feed.FollowAsync(deploymentId, cancellationToken);

    /// <summary>Reads how a deployment stands.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>How it stands, or null when there is no such deployment.</returns>
    public async Task<DeploymentResult?> GetAsync(string deploymentId, CancellationToken cancellationToken = default) =>
        await _feed.ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) is { } state ? DeploymentReport.ToResult(state) : null;

    /// <summary>Lists the deployments, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>Their ids.</returns>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stream in _journal.ListAsync(DeploymentStreams.Deployments, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Key;
        }
    }

    /// <summary>Asks for a deployment to be stopped: lifecycle events that run are finished, no more are begun, and nothing is undone.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="isRolledBack">Whether a deployment of the last successful revision follows; null when <see cref="DeploymentGroupOptions.AutoRollback"/> says so.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>A task that completes when the wish is recorded; <see cref="WaitAsync"/> waits for the end.</returns>
    /// <exception cref="ArgumentException">There is no such deployment.</exception>
    /// <exception cref="DeploymentRefusedException">It has ended, or it is a rollback, which is never left half done.</exception>
    public async Task StopAsync(string deploymentId, string requestedBy = "user", bool? isRolledBack = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(requestedBy);
        JournalAppend append;
        do
        {
            var state = await _feed.ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) ?? throw DeploymentFeed.Unknown(deploymentId);
            if (state.Ended is { } ended)
            {
                throw new DeploymentRefusedException($"Deployment '{deploymentId}' cannot be stopped: it has ended ({ended.Status}).", DeploymentFailure.ManualStop);
            }

            if (state.Created.RollbackOf is { } rolledBack)
            {
                throw new DeploymentRefusedException(
                    $"Deployment '{deploymentId}' cannot be stopped: it rolls back '{rolledBack}', and a rollback is not left half done.", DeploymentFailure.ManualStop);
            }

            append = DeploymentStreams.Append(DeploymentStreams.Deployment(deploymentId), state.Sequence, [new StopRequested(requestedBy, isRolledBack)]);
        }
        while (await _journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Conflict);
    }

    private static void CheckSame(DeploymentState? existing, DeploymentRequest request)
    {
        if (existing is not null && (existing.Created.Group != request.Group || existing.Created.Revision != request.Revision.Value))
        {
            throw new DeploymentRefusedException(
                $"The id '{existing.Created.DeploymentId}' is taken by a deployment of '{existing.Created.Revision}' to '{existing.Created.Group}'. Choose another id.",
                DeploymentFailure.ResourceLimitExceeded);
        }
    }

    // False when something came in between and everything must be looked at again.
    private async Task<bool> TryCreateAsync(string id, DeploymentRequest request, CancellationToken cancellationToken)
    {
        var options = _catalog.Group(request.Group);
        var configuration = request.Configuration ?? options.Configuration;
        var minimum = _catalog.Configuration(configuration);
        var group = await ReadGroupAsync(request.Group, cancellationToken).ConfigureAwait(false);
        if (group.Active is { } active)
        {
            throw new DeploymentRefusedException(
                $"Deployment '{active.DeploymentId}' by '{active.Creator}' to '{request.Group}' is active. A group takes one deployment at a time: wait for it, or stop it.",
                DeploymentFailure.ResourceLimitExceeded);
        }

        var store = _catalog.Store(options.ArtifactStore);
        var (info, bundle) = await CheckRevisionAsync(store, request.Revision, cancellationToken).ConfigureAwait(false);
        var alarms = request.Alarms ?? [.. options.Alarms];
        _catalog.Alarms(alarms);
        var rollback = request.AutoRollback ?? options.AutoRollback;
        if (rollback is not RollbackTriggers.None && group.LastSuccessful is { } good)
        {
            await CheckRollbackAsync(good, cancellationToken).ConfigureAwait(false);
        }

        var created = new DeploymentCreated
        {
            DeploymentId = id,
            Group = request.Group,
            Application = options.Application,
            Store = store.Name,
            Revision = request.Revision.Value,
            Digest = info.Digest.Value,
            Scripted = [.. bundle.Spec.Hooks.Keys.Order()],
            Targets = group.Order(options.Targets),
            Configuration = configuration,
            MinimumHealthy = minimum.Of(options.Targets.Count),
            Creator = request.Creator,
            Description = request.Description,
            FileExists = request.FileExistsBehavior ?? options.FileExistsBehavior,
            IgnoreApplicationStopFailures = request.IgnoreApplicationStopFailures,
            AutoRollback = rollback,
            Alarms = alarms,
            IgnoreUnreadableAlarms = options.IgnoreUnreadableAlarms,
            MaxRevisions = options.MaxRevisions,
        };
        var batch = new JournalBatch
        {
            Appends =
            [
                DeploymentStreams.Append(DeploymentStreams.Deployment(id), 0, [created]),
                DeploymentStreams.Append(DeploymentStreams.Group(request.Group), group.Sequence, [new GroupReserved(id, request.Creator)]),
            ],
        };
        return await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended;
    }

    private async Task<(ArtifactInfo Info, Bundle Bundle)> CheckRevisionAsync(IArtifactStore store, ArtifactKey key, CancellationToken cancellationToken)
    {
        var info = await store.StatAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentRefusedException(
            $"There is no revision '{key}' in the artifact store '{store.Name}'.", DeploymentFailure.RevisionMissing);
        try
        {
            var bundle = await _bundles.GetAsync(store, key, info.Digest, cancellationToken).ConfigureAwait(false);
            InstallPlanner.Plan(bundle.Spec, bundle.Tree, "", FileExistsBehavior.Disallow, out var problems);
            if (problems.Count > 0)
            {
                throw new SpecException(problems);
            }

            foreach (var warning in bundle.Warnings)
            {
                Log.SpecWarning(_logger, key, warning);
            }

            return (info, bundle);
        }
        catch (ArchiveException e)
        {
            throw new DeploymentRefusedException($"The revision '{key}' in '{store.Name}' cannot be deployed. {e.Message}", DeploymentFailure.InvalidRevision);
        }
    }

    // Before anything is touched: a deployment that could not be undone must not begin.
    private async Task CheckRollbackAsync(string deploymentId, CancellationToken cancellationToken)
    {
        if (await _feed.ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) is not { Created: var good })
        {
            return;
        }

        var store = _catalog.Store(good.Store);
        var info = await store.StatAsync(ArtifactKey.Parse(good.Revision), cancellationToken).ConfigureAwait(false);
        if (info?.Digest.Value != good.Digest)
        {
            throw new DeploymentRefusedException(
                $"A failure could not be rolled back: the revision '{good.Revision}' of the last successful deployment '{deploymentId}' is no longer in the artifact store '{store.Name}'. Store it again, or turn AutoRollback off for '{good.Group}'.",
                DeploymentFailure.RevisionMissing);
        }
    }

    private async Task<GroupState> ReadGroupAsync(string name, CancellationToken cancellationToken) =>
        await GroupState.FoldAsync(_journal.ReadAsync(DeploymentStreams.Group(name), 1, cancellationToken)).ConfigureAwait(false);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "The appspec of {Revision} has a weakness: {Problem}")]
        public static partial void SpecWarning(ILogger logger, ArtifactKey revision, SpecProblem problem);
    }
}
