using System.Globalization;
using Forge.Deploy.Driving;

namespace Forge.Deploy.Gates;

/// <summary>Says whether a deployment may begin. Pure.</summary>
internal static class AdmissionDecider
{
    /// <summary>Says what keeps a deployment from beginning.</summary>
    /// <param name="group">How the group stands.</param>
    /// <param name="name">The group's name.</param>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="windows">When deployments to the group may begin.</param>
    /// <param name="now">The time.</param>
    /// <returns>One sentence, and what to do; null when it may begin.</returns>
    public static string? FindHindrance(GroupState group, string name, string deploymentId, DeploymentWindows windows, DateTimeOffset now)
    {
        if (group.Active is { } active)
        {
            return $"Deployment '{active.DeploymentId}' by '{active.Creator}' to '{name}' is active. A group takes one deployment at a time: wait for it, or stop it.";
        }

        if (group.Queue is [var first, ..] && first.DeploymentId != deploymentId)
        {
            return $"Deployment '{first.DeploymentId}' by '{first.Creator}' waits for '{name}' and comes first: wait for it, or stop it.";
        }

        if (group.Lock is { } held)
        {
            return $"'{name}' takes no deployment: '{held.Owner}' locked it at {At(held.Since)}: {held.Reason.TrimEnd('.')}. Ask '{held.Owner}' to unlock it.";
        }

        return windows.IsOpen(now) ? null
            : $"'{name}' takes no deployment now: they begin only in its deployment windows ({windows}), and {Opening(windows.NextOpening(now))}.";
    }

    private static string Opening(DateTimeOffset? next) => next is { } at ? $"the next one opens at {At(at)}" : "none opens in the days to come";

    private static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
