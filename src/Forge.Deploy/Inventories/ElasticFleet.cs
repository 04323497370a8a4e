using Forge.Deploy.Driving;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Inventories;

/// <summary>Brings the groups to what the targets are now: records deployments to those that appeared, and takes out those that have left.</summary>
/// <remarks>A deployment and what its group knows of it are recorded in one batch at an expected place of the group's history. So of several hosts, or of a host and the one
/// after a crash, exactly one records it, and none is forgotten: whoever looks next sees what is still to be done.</remarks>
internal sealed partial class ElasticFleet(
    IJournal journal, DeploymentCatalog catalog, TargetDirectory directory, RegistryFeed registry, GroupFeed groups, TimeProvider timeProvider, ILogger logger)
{
    private const int MostInABatch = 100;

    /// <summary>Gets a value indicating whether any group does anything by itself.</summary>
    public bool IsNeeded => catalog.Groups.Any(group => group.IsElastic || group.HasTerminationHook);

    /// <summary>Looks once at every group, and records what has to begin.</summary>
    /// <returns>How many deployments were recorded.</returns>
    /// <exception cref="ForgeException">The journal or an inventory cannot be used. What was recorded stays.</exception>
    public async Task<int> AdvanceAsync(CancellationToken cancellationToken)
    {
        var registered = await registry.ReadAsync(cancellationToken).ConfigureAwait(false);
        var leaving = registered.Targets.Values.Where(target => target.IsLeaving)
            .Select(target => new KnownTarget(target.Target.Name, target.Target.Tags, Description: target.Target)).ToList();
        var recorded = 0;
        foreach (var group in catalog.Groups.Where(group => group.HasTerminationHook && leaving.Count > 0))
        {
            recorded += await AdvanceAsync(group, (state, busy) => JoinPlanner.PlanTerminations(group, state, leaving, busy), cancellationToken).ConfigureAwait(false);
        }

        await TakeOutAsync(leaving, cancellationToken).ConfigureAwait(false);
        var elastic = catalog.Groups.Where(group => group.IsElastic).ToList();
        var known = elastic.Count > 0 ? await directory.ReadAsync(cancellationToken).ConfigureAwait(false) : [];
        foreach (var group in elastic)
        {
            var members = GroupSelection.Select(group, known);
            recorded += await AdvanceAsync(group, (state, busy) => JoinPlanner.Plan(group, state, members, busy, catalog.Windows(group.Name).IsOpen(timeProvider.GetUtcNow())), cancellationToken).ConfigureAwait(false);
        }

        return recorded;
    }

    private async Task<int> AdvanceAsync(
        DeploymentGroupOptions options, Func<GroupState, IReadOnlySet<string>, IReadOnlyList<PlannedJoin>> plan, CancellationToken cancellationToken)
    {
        while (true)
        {
            var group = await groups.ReadAsync(options.Name, cancellationToken).ConfigureAwait(false);
            var joins = plan(group, await ReadBusyAsync(group, cancellationToken).ConfigureAwait(false)).Take(MostInABatch).ToList();
            if (joins.Count is 0 || await FindGoodAsync(group, cancellationToken).ConfigureAwait(false) is not { } good)
            {
                return 0;
            }

            var created = joins.Select(join => JoinCreation.Create(catalog, options, group, good, join)).ToList();
            var batch = new JournalBatch
            {
                Appends =
                [
                    .. created.Select(one => DeploymentStreams.Append(DeploymentStreams.Deployment(one.DeploymentId), 0, [one])),
                    DeploymentStreams.Append(DeploymentStreams.Group(options.Name), group.Sequence, created.Select(JoinCreation.ToEvent)),
                ],
            };
            if (await journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended)
            {
                created.ForEach(one => Log.Began(logger, one.DeploymentId, options.Name, one.Targets.Count, one.Description));
                return created.Count;
            }
        }
    }

    private async Task TakeOutAsync(List<KnownTarget> leaving, CancellationToken cancellationToken)
    {
        foreach (var target in leaving)
        {
            var isDone = true;
            foreach (var options in catalog.Groups)
            {
                var group = await groups.ReadAsync(options.Name, cancellationToken).ConfigureAwait(false);
                isDone &= JoinPlanner.IsDone(options, group, target, await ReadBusyAsync(group, cancellationToken).ConfigureAwait(false));
            }

            // Somebody may have come in between; then the next look does it.
            var state = await registry.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (isDone && state.Targets.GetValueOrDefault(target.Name) is { IsLeaving: true }
                && await registry.TryAppendAsync(state, new TargetDeregistered(target.Name), cancellationToken).ConfigureAwait(false))
            {
                Log.Left(logger, target.Name);
            }
        }
    }

    // The targets of the deployment that has the group, and of those that wait for it: they get theirs from them.
    private async Task<IReadOnlySet<string>> ReadBusyAsync(GroupState group, CancellationToken cancellationToken)
    {
        var busy = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in group.Queue.Select(queued => queued.DeploymentId).Concat(group.Active is { } active ? [active.DeploymentId] : []))
        {
            busy.UnionWith((await groups.ReadCreatedAsync(id, cancellationToken).ConfigureAwait(false))?.Targets.Select(target => target.Name) ?? []);
        }

        return busy;
    }

    // What a target that leaves runs is what it has itself; of a deployment only the names are needed.
    private async Task<DeploymentCreated?> FindGoodAsync(GroupState group, CancellationToken cancellationToken) =>
        (group.LastSuccessful ?? group.Ended.LastOrDefault()?.DeploymentId) is { } id ? await groups.ReadCreatedAsync(id, cancellationToken).ConfigureAwait(false) : null;

    private static partial class Log
    {
        [LoggerMessage(3062, LogLevel.Information, "Deployment {DeploymentId} to {Count} targets of {Group} begins by itself: {Reason}.")]
        public static partial void Began(ILogger logger, string deploymentId, string group, int count, string reason);

        [LoggerMessage(3063, LogLevel.Information, "The target {Target} has left.")]
        public static partial void Left(ILogger logger, string target);
    }
}
