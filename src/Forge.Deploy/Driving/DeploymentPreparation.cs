using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Deploy.Gates;
using Forge.Deploy.Inventories;
using Forge.Deploy.Notifications;
using Forge.Deploy.Planning;
using Forge.Deploy.Revisions;
using Forge.Deploy.Running;
using Forge.Journal;
using Forge.Shared.Archives;

namespace Forge.Deploy.Driving;

/// <summary>Checks requests: whatever can be known before a target is touched is known here.</summary>
internal sealed class DeploymentPreparation(
    IJournal journal, DeploymentCatalog catalog, TargetChoice choice, RevisionImport import, BundleCache bundles, TimeProvider timeProvider)
{
    /// <summary>Checks a request and fills in what it leaves to the group.</summary>
    /// <exception cref="DeploymentRefusedException">Something that the request needs does not exist.</exception>
    /// <exception cref="SpecException">The appspec has errors.</exception>
    public async Task<PreparedDeployment> PrepareAsync(string id, DeploymentRequest request, CancellationToken cancellationToken)
    {
        var options = catalog.Group(request.Group);
        var configuration = request.Configuration ?? options.Configuration;
        var minimum = catalog.Configuration(configuration);
        var alarms = request.Alarms ?? [.. options.Alarms];
        catalog.Alarms(alarms);
        var group = await ReadGroupAsync(request.Group, cancellationToken).ConfigureAwait(false);
        var store = catalog.Store(options.ArtifactStore);
        var fileExists = request.FileExistsBehavior ?? options.FileExistsBehavior;
        var key = request.Source is null ? request.Revision : await import.ImportAsync(request.Source, store, options.Application, cancellationToken).ConfigureAwait(false);
        var (info, bundle, install) = await CheckRevisionAsync(store, key, fileExists, cancellationToken).ConfigureAwait(false);
        var zonal = catalog.Zonal(configuration);
        var targets = (await choice.ChooseAsync(options, group, request.UpdatesOutdatedTargetsOnly ? info.Digest : null, cancellationToken).ConfigureAwait(false))
            .Select(target => new DeploymentTarget(target.Name, WasHealthy: false, target.Description, zonal?.ZoneOf(target.Tags))).ToList();
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
            Revision = key.Value,
            Source = request.Source?.ToString(),
            Digest = info.Digest.Value,
            Scripted = [.. bundle.Spec.Hooks.Keys.Order()],
            Targets = group.Order(targets),
            Configuration = configuration,
            MinimumHealthy = minimum.Of(targets.Count),
            Zones = zonal?.Plan(targets.Select(target => target.Zone ?? "")),
            Creator = request.Creator,
            Description = request.Description,
            FileExists = fileExists,
            IgnoreApplicationStopFailures = request.IgnoreApplicationStopFailures,
            AutoRollback = rollback,
            Alarms = alarms,
            IgnoreUnreadableAlarms = options.IgnoreUnreadableAlarms,
            MaxRevisions = options.MaxRevisions,
            Gates = catalog.Gates(options),
            Triggers = options.Triggers.Count is 0 ? null : [.. options.Triggers.Select(TriggerPlan.Of)],
            BakeTime = options.BakeTime,
            IgnoresWindows = request.IgnoresWindows,
        };
        var windows = request.IgnoresWindows ? DeploymentWindows.Always : catalog.Windows(request.Group);
        var hindrance = AdmissionDecider.FindHindrance(group, request.Group, id, windows, timeProvider.GetUtcNow());
        return new PreparedDeployment(created, group, bundle, install) { Hindrance = hindrance, MayWait = options.QueueBehavior is QueueBehavior.Queue && !request.UpdatesOutdatedTargetsOnly };
    }

    /// <summary>Prepares what records a wish to stop. What was queued ends with it.</summary>
    public async Task<JournalBatch> PrepareStopAsync(DeploymentState state, StopRequested stop, CancellationToken cancellationToken) => state.IsQueued
        ? EndingPlanner.Withdraw(state, stop, await ReadGroupAsync(state.Created.Group, cancellationToken).ConfigureAwait(false), timeProvider.GetUtcNow())
        : new JournalBatch { Appends = [DeploymentStreams.Append(DeploymentStreams.Deployment(state.Created.DeploymentId), state.Sequence, [stop])] };

    /// <summary>Reads how a group stands.</summary>
    public Task<GroupState> ReadGroupAsync(string name, CancellationToken cancellationToken) =>
        GroupState.FoldAsync(journal.ReadAsync(DeploymentStreams.Group(name), 1, cancellationToken));

    private async Task<(ArtifactInfo Info, Bundle Bundle, InstallPlan Install)> CheckRevisionAsync(
        IArtifactStore store, ArtifactKey key, FileExistsBehavior fileExists, CancellationToken cancellationToken)
    {
        var info = await store.StatAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentRefusedException(
            $"There is no revision '{key}' in the artifact store '{store.Name}'.", DeploymentFailure.RevisionMissing);
        try
        {
            var bundle = await bundles.GetAsync(store, key, info.Digest, cancellationToken).ConfigureAwait(false);
            return InstallPlanner.Plan(bundle.Spec, bundle.Tree, "", fileExists, out var problems) is { } install
                ? (info, bundle, install)
                : throw new SpecException(problems);
        }
        catch (ArchiveException e)
        {
            throw new DeploymentRefusedException($"The revision '{key}' in '{store.Name}' cannot be deployed. {e.Message}", DeploymentFailure.InvalidRevision);
        }
    }

    // Before anything is touched: a deployment that could not be undone must not begin.
    private async Task CheckRollbackAsync(string deploymentId, CancellationToken cancellationToken)
    {
        if (await DeploymentState.FoldAsync(journal.ReadAsync(DeploymentStreams.Deployment(deploymentId), 1, cancellationToken)).ConfigureAwait(false) is not { Created: var good })
        {
            return;
        }

        var store = catalog.Store(good.Store);
        var info = await store.StatAsync(ArtifactKey.Parse(good.Revision), cancellationToken).ConfigureAwait(false);
        if (info?.Digest.Value != good.Digest)
        {
            throw new DeploymentRefusedException(
                $"A failure could not be rolled back: the revision '{good.Revision}' of the last successful deployment '{deploymentId}' is no longer in the artifact store '{store.Name}'. Store it again, or turn AutoRollback off for '{good.Group}'.",
                DeploymentFailure.RevisionMissing);
        }
    }
}
