namespace Forge.Deploy;

/// <summary>What became of a deployment on one target.</summary>
public sealed record TargetDeploymentResult
{
    /// <summary>Gets the target's name.</summary>
    public required string Target { get; init; }

    /// <summary>Gets the zone that it counts as a part of; empty where the configuration has no zones or the target is in none.</summary>
    public string Zone { get; init; } = "";

    /// <summary>Gets how it stands.</summary>
    public required TargetStatus Status { get; init; }

    /// <summary>Gets every event of the lifecycle, in its order.</summary>
    public required IReadOnlyList<LifecycleEventResult> Events { get; init; }
}
