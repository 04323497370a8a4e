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

    /// <summary>Gets the deployments that began by themselves and have not ended, by id.</summary>
    public ImmutableDictionary<string, GroupJoining> Joining { get; private init; } = ImmutableDictionary<string, GroupJoining>.Empty;

    /// <summary>Gets the last deployment that began by itself for each target that had one, ended or not.</summary>
    public ImmutableDictionary<string, GroupJoining> Attempts { get; private init; } = ImmutableDictionary<string, GroupJoining>.Empty;

    /// <summary>Gets the ids of all deployments that have ended, those that began by themselves included, the oldest first.</summary>
    public ImmutableList<string> History { get; private init; } = [];

    /// <summary>Gets the targets that were deployed to.</summary>
    public ImmutableDictionary<string, GroupTarget> Targets { get; private init; } = ImmutableDictionary<string, GroupTarget>.Empty;

    /// <summary>Folds a history.</summary>
    /// <exception cref="JournalException">A newer version wrote one of the events.</exception>
    public static async Task<GroupState> FoldAsync(IAsyncEnumerable<JournalEvent> events, GroupState? from = null)
    {
        var state = from ?? Empty;
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
            GroupWithdrawn withdrawn => next with { Queue = Without(withdrawn.DeploymentId), History = History.Add(withdrawn.DeploymentId) },
            GroupLocked locked => next with { Lock = locked },
            GroupUnlocked => next with { Lock = null },
            GroupReleased released => next with
            {
                Active = null,
                Ended = Ended.Add(released),
                History = History.Add(released.DeploymentId),
                LastSuccessful = released.Status is DeploymentStatus.Succeeded ? released.DeploymentId : LastSuccessful,
                Targets = GroupHealth.Judge(Targets, released),
            },
            GroupJoining joining => next with
            {
                Joining = Joining.Add(joining.DeploymentId, joining),
                Attempts = Attempts.SetItems(joining.Targets.Keys.Select(name => KeyValuePair.Create(name, joining))),
            },
            GroupJoined joined when Joining.TryGetValue(joined.DeploymentId, out var joining) => next with
            {
                Joining = Joining.Remove(joined.DeploymentId),
                History = History.Add(joined.DeploymentId),
                Targets = GroupHealth.Judge(Targets, joining, joined),
            },
            _ => throw new JournalException($"'{happened.GetType().Name}' cannot follow in a group.", JournalFailure.Corrupt),
        };
    }

    /// <summary>Puts targets into the order of deployment: the unhealthy ones first, then those with an unknown, an old, the current revision.</summary>
    public IReadOnlyList<DeploymentTarget> Order(IEnumerable<string> names) => Order(names.Select(name => new DeploymentTarget(name, false)));

    /// <summary>Puts targets into the order of deployment and says of each whether it is healthy.</summary>
    public IReadOnlyList<DeploymentTarget> Order(IEnumerable<DeploymentTarget> targets) =>
        [.. targets.OrderBy(target => Rank(target)).Select(target => target with { WasHealthy = Find(target) is { IsHealthy: true } })];

    /// <summary>Finds what the group knows of a target; null when this machine was never deployed to.</summary>
    public GroupTarget? Find(string name, string instance) => Targets.GetValueOrDefault(name) is { } known && known.Instance == instance ? known : null;

    /// <summary>Tells whether a deployment that began by itself has a target.</summary>
    public bool IsJoining(string name) => Attempts.TryGetValue(name, out var attempt) && Joining.ContainsKey(attempt.DeploymentId);

    private ImmutableList<GroupQueued> Without(string deploymentId) => Queue.RemoveAll(queued => queued.DeploymentId == deploymentId);

    private GroupTarget? Find(DeploymentTarget target) => Find(target.Name, target.Instance);

    private int Rank(DeploymentTarget target) => Find(target) switch
    {
        null or { IsHealthy: false } => 0,
        { DeploymentId: null } => 1,
        var known => known.DeploymentId == LastSuccessful ? 3 : 2,
    };
}
