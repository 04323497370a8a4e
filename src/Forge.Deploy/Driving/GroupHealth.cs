using System.Collections.Immutable;

namespace Forge.Deploy.Driving;

/// <summary>Judges the targets of a group by what a deployment did to them. Pure.</summary>
internal static class GroupHealth
{
    /// <summary>Judges after a deployment that began by itself. It changes what its own targets are, and a target that left is forgotten.</summary>
    public static ImmutableDictionary<string, GroupTarget> Judge(ImmutableDictionary<string, GroupTarget> before, GroupJoining joining, GroupJoined joined) =>
        joining.Purpose is JoinPurpose.Termination
            ? before.RemoveRange(joining.Targets.Keys)
            : before.SetItems(joined.Failed.Select(name => KeyValuePair.Create(name, new GroupTarget(false, null, joining.Targets[name]))))
                .SetItems(joined.Succeeded.Select(name => KeyValuePair.Create(name, new GroupTarget(true, joining.Revision, joining.Targets[name]))));

    /// <summary>Judges after a deployment to the group.</summary>
    /// <remarks>When it succeeds, a target that has not taken its revision is unhealthy from then on; otherwise an untouched one stays what it was.</remarks>
    public static ImmutableDictionary<string, GroupTarget> Judge(ImmutableDictionary<string, GroupTarget> before, GroupReleased released)
    {
        var judged = released.Status is DeploymentStatus.Succeeded
            ? before.SetItems(before.Select(known => KeyValuePair.Create(known.Key, new GroupTarget(false, null, known.Value.Instance))))
            : before;
        return judged.SetItems(released.Failed.Select(name => Make(name, false, null)))
            .SetItems(released.Succeeded.Select(name => Make(name, true, released.DeploymentId)));

        KeyValuePair<string, GroupTarget> Make(string name, bool isHealthy, string? deploymentId) =>
            new(name, new GroupTarget(isHealthy, deploymentId, released.Instances?.GetValueOrDefault(name) ?? ""));
    }
}
