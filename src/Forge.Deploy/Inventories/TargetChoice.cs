using Forge.Deploy.Driving;

namespace Forge.Deploy.Inventories;

/// <summary>Narrows the targets of a group down to those of one deployment. Pure.</summary>
internal static class TargetChoice
{
    /// <summary>Leaves out targets that another deployment has just now; those that appeared are updated after this one.</summary>
    /// <exception cref="DeploymentRefusedException">None is left.</exception>
    public static IReadOnlyList<KnownTarget> LeaveOutJoining(IReadOnlyList<KnownTarget> targets, DeploymentGroupOptions options, GroupState group)
    {
        var free = targets.Where(target => !group.IsJoining(target.Name)).ToList();
        return free.Count > 0
            ? free
            : throw new DeploymentRefusedException(
                $"Every target of '{options.Name}' is being deployed to because it has appeared just now ({Names.List(group.Joining.Keys)}). Wait for that.", DeploymentFailure.ResourceLimitExceeded);
    }
}
