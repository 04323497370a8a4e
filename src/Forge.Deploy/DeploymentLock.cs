namespace Forge.Deploy;

/// <summary>A lock on a deployment group: while it is held, no deployment begins. One that has begun goes on, and may be rolled back.</summary>
public sealed record DeploymentLock
{
    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets who holds it.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets why.</summary>
    public required string Reason { get; init; }

    /// <summary>Gets since when, by the clock of the host that was asked.</summary>
    public required DateTimeOffset Since { get; init; }
}
