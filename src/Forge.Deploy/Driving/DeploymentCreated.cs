using System.Text.Json.Serialization;
using Forge.Deploy.Gates;
using Forge.Deploy.Notifications;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>The deployment was asked for. Holds all that a driver needs besides the targets and the revision itself.</summary>
internal sealed record DeploymentCreated : DeploymentEvent
{
    /// <summary>Gets the deployment's id.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the application.</summary>
    public required string Application { get; init; }

    /// <summary>Gets the artifact store.</summary>
    public required string Store { get; init; }

    /// <summary>Gets the key of the revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Gets where the revision came from before it was stored, in words; null where the request named the key.</summary>
    public string? Source { get; init; }

    /// <summary>Gets the SHA-256 of the revision.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets the events for which the revision has scripts.</summary>
    public required IReadOnlyList<LifecycleEvent> Scripted { get; init; }

    /// <summary>Gets the targets in the order of deployment.</summary>
    public required IReadOnlyList<DeploymentTarget> Targets { get; init; }

    /// <summary>Gets the name of the deployment configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>Gets the minimum number of healthy targets, fixed at the start.</summary>
    public required int MinimumHealthy { get; init; }

    /// <summary>Gets the zones that it goes through one after the other; null where the configuration has none.</summary>
    public ZonePlan? Zones { get; init; }

    /// <summary>Gets who asked.</summary>
    public required string Creator { get; init; }

    /// <summary>Gets why, in the user's words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets what happens to files that exist, or null when only the appspec may say.</summary>
    public FileExistsBehavior? FileExists { get; init; }

    /// <summary>Gets a value indicating whether a failing ApplicationStop is passed over.</summary>
    public bool IgnoreApplicationStopFailures { get; init; }

    /// <summary>Gets what is followed by a rollback.</summary>
    public RollbackTriggers AutoRollback { get; init; }

    /// <summary>Gets the names of the alarms that stop the deployment.</summary>
    public IReadOnlyList<string> Alarms { get; init; } = [];

    /// <summary>Gets a value indicating whether an alarm that cannot be read is passed over.</summary>
    public bool IgnoreUnreadableAlarms { get; init; }

    /// <summary>Gets the deployment that this one rolls back, or null.</summary>
    public string? RollbackOf { get; init; }

    /// <summary>Gets why it began by itself, beside the one deployment that the group takes at a time; null when it has the group.</summary>
    public JoinPurpose? Join { get; init; }

    /// <summary>Gets the deployment whose revision it brings by itself, or null.</summary>
    public string? RevisionOf { get; init; }

    /// <summary>Gets why the deployment has to wait for its turn, or null when it begins at once.</summary>
    public string? Queued { get; init; }

    /// <summary>Gets a value indicating whether it may begin outside of the group's deployment windows.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IgnoresWindows { get; init; }

    /// <summary>Gets the gates, or null for none.</summary>
    public IReadOnlyList<GatePlan>? Gates { get; init; }

    /// <summary>Gets the triggers, or null for none.</summary>
    public IReadOnlyList<TriggerPlan>? Triggers { get; init; }

    /// <summary>Gets how long it is watched before it counts as a success.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TimeSpan BakeTime { get; init; }

    /// <summary>Gets how many revisions each target keeps.</summary>
    public int MaxRevisions { get; init; }
}
