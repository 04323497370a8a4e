using Forge.Deploy.Planning;
using Forge.Journal;

namespace Forge.Deploy.Driving;

/// <summary>Plans what is recorded when a deployment ends: its end, the release of its group and, after a failure, the rollback, all in one batch. Pure.</summary>
internal static class EndingPlanner
{
    /// <summary>The creator of a rollback.</summary>
    public const string RollbackCreator = "codeDeployRollback";

    /// <summary>Tells whether a deployment that ends so is rolled back, provided there is something to roll back to.</summary>
    /// <remarks>A rollback is never rolled back, and neither is what touched no target.</remarks>
    public static bool WantsRollback(DeploymentState state, DeploymentEnded ended) =>
        state.Created is { RollbackOf: null, Join: null } && IsTrigger(state, ended) && state.Targets.Any(target => target.Progress is not HostProgress.Waiting);

    /// <summary>Plans the end.</summary>
    /// <param name="state">The state before the events.</param>
    /// <param name="events">The events to record; the last is the end.</param>
    /// <param name="group">The group.</param>
    /// <param name="good">The last successful deployment of the group, or null for none or when no rollback is wanted.</param>
    /// <param name="rollbackId">The id for a rollback.</param>
    /// <returns>The appends, and the events of the deployment as they are recorded.</returns>
    public static (IReadOnlyList<JournalAppend> Appends, IReadOnlyList<DeploymentEvent> Events) Plan(
        DeploymentState state, IReadOnlyList<DeploymentEvent> events, GroupState group, DeploymentCreated? good, string rollbackId)
    {
        var ended = (DeploymentEnded)events[^1];
        var before = state.Apply(events.Take(events.Count - 1), state.CreatedAt);
        if (state.Created.Join is not null)
        {
            return (Appends(state, events, group, new GroupJoined(
                state.Created.DeploymentId, ended.Status, Names(before, HostProgress.Succeeded), Names(before, HostProgress.Failed, HostProgress.Running))), events);
        }

        var released = new GroupReleased(state.Created.DeploymentId, ended.Status, Names(before, HostProgress.Succeeded), Names(before, HostProgress.Failed, HostProgress.Running))
        {
            Instances = state.Selected.Any(target => target.Instance is not "") ? state.Selected.Where(target => target.Instance is not "").ToDictionary(target => target.Name, target => target.Instance) : null,
        };
        if (good is null)
        {
            return (Appends(state, events, group, released), events);
        }

        var reserved = new GroupReserved(rollbackId, RollbackCreator);
        events = [.. events.Take(events.Count - 1), ended with { RollbackDeploymentId = rollbackId }];
        var created = Rollback(state.Created, good, group.Apply(released), rollbackId);
        return ([.. Appends(state, events, group, released, reserved), DeploymentStreams.Append(DeploymentStreams.Deployment(rollbackId), 0, [created])], events);
    }

    /// <summary>Plans the end of a deployment that is stopped before its turn has come.</summary>
    /// <param name="state">The deployment.</param>
    /// <param name="stop">The wish to stop it.</param>
    /// <param name="group">The group.</param>
    /// <param name="now">The time.</param>
    public static JournalBatch Withdraw(DeploymentState state, StopRequested stop, GroupState group, DateTimeOffset now)
    {
        var stopping = state.Apply(stop, now);
        var ended = DeploymentReport.Stopped(stopping);
        return new JournalBatch
        {
            Appends =
            [
                DeploymentStreams.Append(DeploymentStreams.Deployment(state.Created.DeploymentId), state.Sequence, [stop, ended], closes: true),
                DeploymentStreams.Append(DeploymentStreams.Group(state.Created.Group), group.Sequence, [new GroupWithdrawn(state.Created.DeploymentId)]),
            ],
            Outbox = DeploymentNotices.Between(state, stopping.Apply(ended, now)),
        };
    }

    private static bool IsTrigger(DeploymentState state, DeploymentEnded ended) => ended switch
    {
        { Status: DeploymentStatus.Failed } => state.Created.AutoRollback.HasFlag(RollbackTriggers.Failure),
        { Failure: DeploymentFailure.AlarmActive } => state.Created.AutoRollback.HasFlag(RollbackTriggers.Alarm),
        { Status: DeploymentStatus.Stopped } => state.Stop?.IsRolledBack ?? state.Created.AutoRollback.HasFlag(RollbackTriggers.Stop),
        _ => false,
    };

    private static IReadOnlyList<JournalAppend> Appends(
        DeploymentState state, IReadOnlyList<DeploymentEvent> events, GroupState group, params IReadOnlyList<GroupEvent> groupEvents) =>
    [
        DeploymentStreams.Append(DeploymentStreams.Deployment(state.Created.DeploymentId), state.Sequence, events, closes: true),
        DeploymentStreams.Append(DeploymentStreams.Group(state.Created.Group), group.Sequence, groupEvents),
    ];

    private static IReadOnlyList<string> Names(DeploymentState state, params IReadOnlyList<HostProgress> progress) =>
        [.. state.Targets.Where(target => progress.Contains(target.Progress)).Select(target => target.Name)];

    private static DeploymentCreated Rollback(DeploymentCreated failed, DeploymentCreated good, GroupState group, string rollbackId) => failed with
    {
        DeploymentId = rollbackId,
        Store = good.Store,
        Revision = good.Revision,
        Digest = good.Digest,
        Source = good.Source,
        Scripted = good.Scripted,
        FileExists = good.FileExists,
        Targets = group.Order(failed.Targets),
        Creator = RollbackCreator,
        Description = $"Rollback of {failed.DeploymentId}",
        AutoRollback = RollbackTriggers.None,
        Alarms = [],
        // Nothing is asked while a rollback runs, so there is nothing to watch for.
        Zones = failed.Zones is { } zones ? zones with { FirstMonitor = TimeSpan.Zero, Monitor = TimeSpan.Zero } : null,
        RollbackOf = failed.DeploymentId,
        Queued = null,
        BakeTime = TimeSpan.Zero,
    };
}
