namespace Forge.Deploy.Running;

/// <summary>One piece of work on one target, under an id by which the target remembers it: started at most once, asked for at will.</summary>
internal sealed record TargetStep
{
    /// <summary>Gets the id: letters, digits, dashes, dots and underscores; the same after a restart of the host.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the deployment group, by the id that names its folder on the target.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the lifecycle event that the step carries out.</summary>
    public required string LifecycleEvent { get; init; }

    /// <summary>Gets the environment variables of the reference (LIFECYCLE_EVENT, DEPLOYMENT_ID …) for hooks.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Gets what is to be done.</summary>
    public required TargetWork Work { get; init; }
}
