using Forge.Deploy.Driving;

namespace Forge.Deploy.Inventories;

/// <summary>Says which deployments to a group have to begin by themselves. Pure: it compares what there is with what should be, so nothing that happened before a crash can be missed.</summary>
internal static class JoinPlanner
{
    /// <summary>The creator of a deployment to a target that has appeared.</summary>
    public const string NewTargetCreator = "autoscaling";

    /// <summary>The creator of a deployment to targets that appeared during another one.</summary>
    public const string OutdatedTargetCreator = "CodeDeployAutoUpdate";

    /// <summary>Plans deployments to targets that belong to an elastic group and do not have its revision.</summary>
    /// <param name="options">The group.</param>
    /// <param name="group">How it stands.</param>
    /// <param name="members">The targets that belong to it now.</param>
    /// <param name="busy">The names of targets that another deployment to the group has, or is going to have.</param>
    /// <param name="isOpen">Whether a deployment window of the group is open. A target that has appeared waits for none, nor for a lock: it gets what the group has.</param>
    public static IReadOnlyList<PlannedJoin> Plan(DeploymentGroupOptions options, GroupState group, IReadOnlyList<KnownTarget> members, IReadOnlySet<string> busy, bool isOpen)
    {
        if (!options.IsElastic || group.LastSuccessful is not { } revision)
        {
            return [];
        }

        var deployed = group.Ended.FindLast(ended => ended.DeploymentId == revision);
        var without = members.Where(target => !busy.Contains(target.Name) && !group.IsJoining(target.Name) && !HasHadItsChance(group, deployed, revision, target))
            .ToLookup(target => Known(group, target) is null);
        var joins = without[true].Select(target => new PlannedJoin(JoinPurpose.NewTarget, [target])).ToList();
        if (without[false].Any() && options.OutdatedTargets is OutdatedTargetsStrategy.Update && isOpen && group is { Active: null, Lock: null, Queue.IsEmpty: true })
        {
            joins.Add(new PlannedJoin(JoinPurpose.OutdatedTarget, [.. without[false]]));
        }

        return joins;
    }

    /// <summary>Plans what runs on targets that are leaving.</summary>
    /// <param name="options">The group.</param>
    /// <param name="group">How it stands.</param>
    /// <param name="leaving">The targets that are leaving, of whatever group.</param>
    /// <param name="busy">The names of targets that another deployment to the group has, or is going to have.</param>
    public static IReadOnlyList<PlannedJoin> PlanTerminations(DeploymentGroupOptions options, GroupState group, IEnumerable<KnownTarget> leaving, IReadOnlySet<string> busy) =>
    [
        .. leaving.Where(target => HasWork(options, group, target) && !busy.Contains(target.Name) && !group.IsJoining(target.Name))
            .Select(target => new PlannedJoin(JoinPurpose.Termination, [target])),
    ];

    /// <summary>Tells whether a target that is leaving is not needed by a group any longer.</summary>
    public static bool IsDone(DeploymentGroupOptions options, GroupState group, KnownTarget target, IReadOnlySet<string> busy) =>
        !busy.Contains(target.Name) && !group.IsJoining(target.Name) && !HasWork(options, group, target);

    /// <summary>Says who creates a deployment.</summary>
    public static string CreatorOf(JoinPurpose purpose) => purpose is JoinPurpose.OutdatedTarget ? OutdatedTargetCreator : NewTargetCreator;

    private static bool HasWork(DeploymentGroupOptions options, GroupState group, KnownTarget target) => options.HasTerminationHook && Known(group, target) is not null;

    // It has the revision, or took part in the deployment of it, or was given it by itself: whether that went well or not, it is not repeated.
    private static bool HasHadItsChance(GroupState group, GroupReleased? deployed, string revision, KnownTarget target) =>
        Known(group, target)?.DeploymentId == revision
        || (deployed is not null && deployed.Succeeded.Concat(deployed.Failed).Contains(target.Name) && (deployed.Instances?.GetValueOrDefault(target.Name) ?? "") == target.Instance)
        || (group.Attempts.GetValueOrDefault(target.Name) is { Purpose: not JoinPurpose.Termination } attempt && attempt.Revision == revision && attempt.Targets[target.Name] == target.Instance);

    private static GroupTarget? Known(GroupState group, KnownTarget target) => group.Find(target.Name, target.Instance);
}
