using System.Runtime.CompilerServices;
using Forge.Artifacts;
using Forge.Deploy.Driving;
using Forge.Git;
using Forge.Journal;
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
    private readonly DeploymentPreparation _preparation;
    private readonly DeploymentWorker _worker;
    private readonly DeploymentFeed _feed;
    private readonly ILogger _logger;

    internal DeploymentEngine(
        IJournal journal, DeploymentPreparation preparation, DeploymentWorker worker, DeploymentFeed feed, ILogger<DeploymentEngine> logger)
    {
        _journal = journal;
        _preparation = preparation;
        _worker = worker;
        _feed = feed;
        _logger = logger;
    }

    /// <summary>Checks a request and records it as a deployment, which begins at once or, where <see cref="DeploymentGroupOptions.QueueBehavior"/> says so, when its turn has come.</summary>
    /// <param name="request">What to deploy where.</param>
    /// <param name="cancellationToken">Cancels the checking; whether the deployment was recorded is then unknown. Give an id to ask again safely.</param>
    /// <returns>The deployment's id.</returns>
    /// <exception cref="ArgumentException">The id, the creator or the description breaks the rule of its property, or not exactly one of Revision and Source is given.</exception>
    /// <exception cref="DeploymentRefusedException">The group, a target, the configuration or the revision does not exist, the group
    /// takes no deployment now (another one is active, it is locked, no deployment window is open) and has no queue, or the revision that a rollback would need is gone.</exception>
    /// <exception cref="SpecException">The revision's appspec is missing or has errors, or names what the revision does not hold.</exception>
    /// <exception cref="SourceException">The commit that the request names does not exist or cannot be reached.</exception>
    /// <exception cref="TargetInventoryException">An inventory cannot be read, or says something that is not right.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<string> CreateAsync(DeploymentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrWhiteSpace(request.Creator);
        CheckRevision(request);
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

    /// <summary>Tells what a request would do, and does nothing.</summary>
    /// <param name="request">What to deploy where.</param>
    /// <param name="cancellationToken">Cancels the checking.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DeploymentRefusedException">As for <see cref="CreateAsync"/>, except that an active deployment is told and refuses nothing.</exception>
    /// <exception cref="SpecException">As for <see cref="CreateAsync"/>.</exception>
    public async Task<DeploymentPlan> PlanAsync(DeploymentRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        CheckRevision(request);
        return DryRun.Plan(await _preparation.PrepareAsync(request.DeploymentId ?? "", request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Brings an earlier revision of a group back: a deployment of its own, which begins at once.</summary>
    /// <param name="group">The deployment group.</param>
    /// <param name="deploymentId">The successful deployment whose revision is wanted; null for the last one whose revision is not the present one's.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the checking.</param>
    /// <returns>The id of the new deployment.</returns>
    /// <exception cref="DeploymentRefusedException">There is nothing to go back to, the deployment did not succeed or is another group's, its revision is
    /// no longer what it was, or as for <see cref="CreateAsync"/>.</exception>
    public async Task<string> RollBackAsync(string group, string? deploymentId = null, string requestedBy = "user", CancellationToken cancellationToken = default)
    {
        var good = await FindGoodAsync(group, deploymentId, cancellationToken).ConfigureAwait(false);
        return await BringBackAsync(good, $"Rollback to {good.DeploymentId}", requestedBy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deploys the last successful revision of a group again, from the archives that the targets hold: a deployment of its own, which begins at once.</summary>
    /// <remarks>What a target does not hold as it was sent, it is sent; the event's message then tells how much.</remarks>
    /// <param name="group">The deployment group.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the checking.</param>
    /// <returns>The id of the new deployment.</returns>
    /// <exception cref="DeploymentRefusedException">Nothing was deployed successfully, the revision is no longer what it was, or as for <see cref="CreateAsync"/>.</exception>
    public async Task<string> RedeployAsync(string group, string requestedBy = "user", CancellationToken cancellationToken = default)
    {
        var state = await _preparation.ReadGroupAsync(group, cancellationToken).ConfigureAwait(false);
        var last = state.LastSuccessful ?? throw new DeploymentRefusedException(
            $"'{group}' has no revision that could be deployed again: none was deployed successfully. Deploy one.", DeploymentFailure.RevisionMissing);
        var good = (await FindAsync(last, cancellationToken).ConfigureAwait(false)).Created;
        return await BringBackAsync(good, $"Redeployment of {last}", requestedBy, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deploys once more what a deployment deployed that has ended, to the group as it is now.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the checking.</param>
    /// <returns>The id of the new deployment.</returns>
    /// <exception cref="ArgumentException">There is no such deployment.</exception>
    /// <exception cref="DeploymentRefusedException">It has not ended, it began by itself, or as for <see cref="CreateAsync"/>.</exception>
    public async Task<string> RetryAsync(string deploymentId, string requestedBy = "user", CancellationToken cancellationToken = default)
    {
        var state = await FindAsync(deploymentId, cancellationToken).ConfigureAwait(false);
        var created = state.Created;
        if (created.Join is not null)
        {
            throw new DeploymentRefusedException(
                $"Deployment '{deploymentId}' cannot be tried again: it began by itself, for {created.Targets.Count} of the targets of '{created.Group}'. Deploy to the group, or register the target with another Instance.",
                DeploymentFailure.ResourceLimitExceeded);
        }

        return state.Ended is null
            ? throw new DeploymentRefusedException($"Deployment '{deploymentId}' cannot be tried again: it has not ended. Wait for it, or stop it.", DeploymentFailure.ResourceLimitExceeded)
            : await CreateAsync(
                new DeploymentRequest
                {
                    Group = created.Group,
                    Revision = ArtifactKey.Parse(created.Revision),
                    Creator = requestedBy,
                    Description = $"Retry of {deploymentId}",
                    FileExistsBehavior = created.FileExists,
                    IgnoreApplicationStopFailures = created.IgnoreApplicationStopFailures,
                    Configuration = created.Configuration,
                },
                cancellationToken).ConfigureAwait(false);
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

    /// <summary>Reads the history of a group: the deployments that wait for their turn, those that run, then those that have ended, the newest first.</summary>
    /// <param name="group">The deployment group.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The deployments; none for a group that nothing was ever deployed to.</returns>
    public async IAsyncEnumerable<DeploymentResult> ListForGroupAsync(string group, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = await _preparation.ReadGroupAsync(group, cancellationToken).ConfigureAwait(false);
        var running = state.Active is { } active ? state.Joining.Keys.Order(StringComparer.Ordinal).Prepend(active.DeploymentId) : state.Joining.Keys.Order(StringComparer.Ordinal);
        foreach (var id in state.Queue.Select(queued => queued.DeploymentId).Reverse().Concat(running).Concat(state.History.Reverse()))
        {
            yield return DeploymentReport.ToResult(await FindAsync(id, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Asks for a deployment to be stopped: a queued one ends at once; of another one, lifecycle events that run are finished, no more are begun, and nothing is undone.</summary>
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
        DeploymentState state;
        JournalBatch batch;
        do
        {
            state = await FindAsync(deploymentId, cancellationToken).ConfigureAwait(false);
            if (state.Ended is { } ended)
            {
                throw new DeploymentRefusedException($"Deployment '{deploymentId}' cannot be stopped: it has ended ({ended.Status}).", DeploymentFailure.ManualStop);
            }

            if (state.Created.RollbackOf is { } rolledBack)
            {
                throw new DeploymentRefusedException(
                    $"Deployment '{deploymentId}' cannot be stopped: it rolls back '{rolledBack}', and a rollback is not left half done.", DeploymentFailure.ManualStop);
            }

            batch = await _preparation.PrepareStopAsync(state, new StopRequested(requestedBy, isRolledBack), cancellationToken).ConfigureAwait(false);
        }
        while (await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Conflict);

        _feed.Tell(state);
    }

    private static void CheckRevision(DeploymentRequest request)
    {
        if (request.Source is null == (request.Revision == default))
        {
            throw new ArgumentException($"A deployment to '{request.Group}' needs either a Revision, the key of an artifact, or a Source.", nameof(request));
        }
    }

    private static void CheckSame(DeploymentState? existing, DeploymentRequest request)
    {
        if (existing is not null && (existing.Created.Group != request.Group || (request.Source is { } source ? existing.Created.Source != source.ToString() : existing.Created.Revision != request.Revision.Value)))
        {
            throw new DeploymentRefusedException(
                $"The id '{existing.Created.DeploymentId}' is taken by a deployment of '{existing.Created.Revision}' to '{existing.Created.Group}'. Choose another id.",
                DeploymentFailure.ResourceLimitExceeded);
        }
    }

    // False when something came in between and everything must be looked at again.
    private async Task<bool> TryCreateAsync(string id, DeploymentRequest request, CancellationToken cancellationToken)
    {
        var prepared = await _preparation.PrepareAsync(id, request, cancellationToken).ConfigureAwait(false);
        if (prepared is { Hindrance: { } hindrance, MayWait: false })
        {
            var why = request.UpdatesOutdatedTargetsOnly ? " A deployment to outdated targets only is not queued." : "";
            throw new DeploymentRefusedException(hindrance + why, DeploymentFailure.ResourceLimitExceeded);
        }

        foreach (var warning in prepared.Bundle.Warnings)
        {
            Log.SpecWarning(_logger, prepared.Created.Revision, warning);
        }

        var batch = new JournalBatch
        {
            Appends =
            [
                DeploymentStreams.Append(DeploymentStreams.Deployment(id), 0, [prepared.Created with { Queued = prepared.Hindrance }]),
                DeploymentStreams.Append(
                    DeploymentStreams.Group(request.Group),
                    prepared.Group.Sequence,
                    [prepared.Hindrance is null ? new GroupReserved(id, request.Creator) : new GroupQueued(id, request.Creator)]),
            ],
        };
        return await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended;
    }

    private async Task<DeploymentCreated> FindGoodAsync(string group, string? deploymentId, CancellationToken cancellationToken)
    {
        var state = await _preparation.ReadGroupAsync(group, cancellationToken).ConfigureAwait(false);
        var succeeded = state.Ended.Where(ended => ended.Status is DeploymentStatus.Succeeded).Select(ended => ended.DeploymentId).Reverse().ToList();
        if (deploymentId is not null)
        {
            return succeeded.Contains(deploymentId)
                ? (await FindAsync(deploymentId, cancellationToken).ConfigureAwait(false)).Created
                : throw new DeploymentRefusedException(
                    $"'{group}' cannot go back to '{deploymentId}': that is no successful deployment of this group. There are: {Names.List(succeeded)}.", DeploymentFailure.RevisionMissing);
        }

        DeploymentCreated? present = null;
        foreach (var id in succeeded)
        {
            var created = (await FindAsync(id, cancellationToken).ConfigureAwait(false)).Created;
            present ??= created;
            if (created.Digest != present.Digest)
            {
                return created;
            }
        }

        throw new DeploymentRefusedException($"'{group}' has no earlier revision to go back to: deploy one.", DeploymentFailure.RevisionMissing);
    }

    private async Task<string> BringBackAsync(DeploymentCreated good, string description, string requestedBy, CancellationToken cancellationToken)
    {
        var request = new DeploymentRequest
        {
            Group = good.Group,
            Revision = ArtifactKey.Parse(good.Revision),
            Creator = requestedBy,
            Description = description,
            FileExistsBehavior = good.FileExists,
        };
        var plan = await PlanAsync(request, cancellationToken).ConfigureAwait(false);
        return plan.Digest.Value == good.Digest
            ? await CreateAsync(request, cancellationToken).ConfigureAwait(false)
            : throw new DeploymentRefusedException(
                $"'{good.Group}' cannot go back to deployment '{good.DeploymentId}': its revision '{good.Revision}' was replaced in the artifact store. Deploy the key that holds what you want.",
                DeploymentFailure.RevisionMissing);
    }

    private async Task<DeploymentState> FindAsync(string deploymentId, CancellationToken cancellationToken) =>
        await _feed.ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) ?? throw DeploymentFeed.Unknown(deploymentId);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "The appspec of {Revision} has a weakness: {Problem}")]
        public static partial void SpecWarning(ILogger logger, string revision, SpecProblem problem);
    }
}
