using System.Collections.Immutable;
using Forge.Journal;

namespace Forge.Deploy.Driving;

/// <summary>How a deployment group stands: the fold of its events. Immutable; only its events make the next.</summary>
internal sealed record GroupState
{
    /// <summary>Gets the group that nothing was ever deployed to.</summary>
    public static GroupState Empty { get; } = new();

    /// <summary>Gets how many events there are.</summary>
    public long Sequence { get; private init; }

    /// <summary>Gets the deployment that has the group now, or null.</summary>
    public GroupReserved? Active { get; private init; }

    /// <summary>Gets the deployments that wait for the group, the first to come first.</summary>
    public ImmutableList<GroupQueued> Queue { get; private init; } = [];

    /// <summary>Gets the lock that keeps deployments from beginning, or null.</summary>
    public GroupLocked? Lock { get; private init; }

    /// <summary>Gets the last deployment that succeeded, or null. Its revision is what a rollback brings back.</summary>
    public string? LastSuccessful { get; private init; }

    /// <summary>Gets the deployments that have ended, the oldest first.</summary>
    public ImmutableList<GroupReleased> Ended { get; private init; } = [];

    /// <summary>Gets the targets that were deployed to.</summary>
    public ImmutableDictionary<string, GroupTarget> Targets { get; private init; } = ImmutableDictionary<string, GroupTarget>.Empty;

    /// <summary>Folds a history.</summary>
    /// <exception cref="JournalException">A newer version wrote one of the events.</exception>
    public static async Task<GroupState> FoldAsync(IAsyncEnumerable<JournalEvent> events)
    {
        var state = Empty;
        await foreach (var recorded in events.ConfigureAwait(false))
        {
            state = state.Apply(JournalFormat.Read<GroupEvent>(recorded));
        }

        return state;
    }

    /// <summary>Makes the state after an event.</summary>
    public GroupState Apply(GroupEvent happened)
    {
        var next = this with { Sequence = Sequence + 1 };
        return happened switch
        {
            GroupReserved reserved => next with { Active = reserved, Queue = Without(reserved.DeploymentId) },
            GroupQueued queued => next with { Queue = Queue.Add(queued) },
            GroupWithdrawn withdrawn => next with { Queue = Without(withdrawn.DeploymentId) },
            GroupLocked locked => next with { Lock = locked },
            GroupUnlocked => next with { Lock = null },
            GroupReleased released => next with
            {
                Active = null,
                Ended = Ended.Add(released),
                LastSuccessful = released.Status is DeploymentStatus.Succeeded ? released.DeploymentId : LastSuccessful,
                Targets = Judge(released),
            },
            _ => throw new JournalException($"'{happened.GetType().Name}' cannot follow in a group.", JournalFailure.Corrupt),
        };
    }

    /// <summary>Puts targets into the order of deployment: the unhealthy ones first, then those with an unknown, an old, the current revision.</summary>
    public IReadOnlyList<DeploymentTarget> Order(IEnumerable<string> names) =>
        [.. names.OrderBy(Rank).Select(name => new DeploymentTarget(name, IsHealthy(name)))];

    private ImmutableList<GroupQueued> Without(string deploymentId) => Queue.RemoveAll(queued => queued.DeploymentId == deploymentId);

    private int Rank(string name) => Targets.GetValueOrDefault(name) switch
    {
        null or { IsHealthy: false } => 0,
        { DeploymentId: null } => 1,
        var target => target.DeploymentId == LastSuccessful ? 3 : 2,
    };

    private bool IsHealthy(string name) => Targets.GetValueOrDefault(name) is { IsHealthy: true };

    // When a deployment succeeds, a target that has not taken its revision is unhealthy from then on; otherwise an untouched one stays what it was.
    private ImmutableDictionary<string, GroupTarget> Judge(GroupReleased released)
    {
        var targets = Targets.SetItems(released.Succeeded.Select(name => KeyValuePair.Create(name, new GroupTarget(true, released.DeploymentId))));
        var left = released.Status is DeploymentStatus.Succeeded ? Targets.Keys.Except(released.Succeeded).Union(released.Failed) : released.Failed;
        return targets.SetItems(left.Select(name => KeyValuePair.Create(name, new GroupTarget(false, null))));
    }
}
