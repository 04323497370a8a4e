using System.Text.Json;
using Forge.Deploy.Notifications;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>Makes the events for the rest of the world: a deployment started, a target ended, a deployment ended. Pure.</summary>
internal static class DeploymentNotices
{
    /// <summary>Tells what a step from one state to the next means to the rest of the world.</summary>
    public static IReadOnlyList<ForgeEvent> Between(DeploymentState before, DeploymentState after)
    {
        var notices = new List<ForgeEvent>();
        if (after.IsStarted && !before.IsStarted)
        {
            notices.Add(Make(after, "started", "", Notice(after, nameof(DeploymentStatus.InProgress))));
        }

        foreach (var index in after.Targets.ChangedSince(before.Targets))
        {
            var (old, target) = (before.Targets[index], after.Targets[index]);
            if (IsOver(target) && !IsOver(old))
            {
                notices.Add(Make(after, "target", $":{target.Name}", Notice(after, target.Progress.ToString()) with
                {
                    Target = target.Name,
                    Message = target.Broken is null ? null : DeploymentReport.Describe(target),
                }));
            }
        }

        if (after.Ended is { } ended && before.Ended is null)
        {
            notices.Add(Make(after, "ended", "", Notice(after, ended.Status.ToString()) with
            {
                Failure = ended.Failure is DeploymentFailure.None ? null : ended.Failure.ToString(),
                Message = ended.Message.Length > 0 ? ended.Message : null,
                RollbackDeploymentId = ended.RollbackDeploymentId,
            }));
        }

        notices.AddRange(TriggerNotices.Between(before, after));
        return notices;
    }

    private static bool IsOver(TargetState target) => target.Progress is HostProgress.Succeeded or HostProgress.Failed;

    // The id is the same however often a driver comes to this point.
    private static ForgeEvent Make(DeploymentState state, string what, string which, DeploymentNotice notice) => new()
    {
        Id = $"{state.Created.DeploymentId}:{what}{which}",
        Type = $"forge.deployment.{what}",
        Subject = state.Created.DeploymentId,
        Data = JsonSerializer.Serialize(notice, JournalJson.Default.DeploymentNotice),
    };

    private static DeploymentNotice Notice(DeploymentState state, string status) => new()
    {
        DeploymentId = state.Created.DeploymentId,
        Group = state.Created.Group,
        Application = state.Created.Application,
        Revision = state.Created.Revision,
        Creator = state.Created.Creator,
        Status = status,
        RollbackOf = state.Created.RollbackOf,
    };
}
