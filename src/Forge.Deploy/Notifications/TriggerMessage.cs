namespace Forge.Deploy.Notifications;

/// <summary>The reference's message about a deployment or one of its targets. Times are seconds since 1970, as text.</summary>
internal sealed record TriggerMessage
{
    /// <summary>Gets the trigger's name.</summary>
    public required string EventTriggerName { get; init; }

    /// <summary>Gets the application.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>Gets the deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the group.</summary>
    public required string DeploymentGroupName { get; init; }

    /// <summary>Gets when the deployment was created; null in a message about a target.</summary>
    public string? CreateTime { get; init; }

    /// <summary>Gets when it ended, or null.</summary>
    public string? CompleteTime { get; init; }

    /// <summary>Gets how many targets stand how, by the reference's names; null in a message about a target.</summary>
    public IReadOnlyDictionary<string, string>? DeploymentOverview { get; init; }

    /// <summary>Gets how the deployment stands, in capitals; null in a message about a target.</summary>
    public string? Status { get; init; }

    /// <summary>Gets why it failed, or null.</summary>
    public TriggerError? ErrorInformation { get; init; }

    /// <summary>Gets what rolls it back, or null.</summary>
    public TriggerRollback? RollbackInformation { get; init; }

    /// <summary>Gets the target; null in a message about a deployment.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Gets how the target stands, or null.</summary>
    public string? InstanceStatus { get; init; }

    /// <summary>Gets when the target's state last changed, or null.</summary>
    public string? LastUpdatedAt { get; init; }

    /// <summary>Gets the target's lifecycle events, or null.</summary>
    public IReadOnlyList<TriggerLifecycleEvent>? LifecycleEvents { get; init; }
}
