namespace Forge.Deploy;

/// <summary>A script that a deployment would run.</summary>
public sealed record PlannedScript
{
    /// <summary>Gets the path within the revision.</summary>
    public required string Location { get; init; }

    /// <summary>Gets how long it may run.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Gets the account that it runs as; null for the one that Forge has on the target.</summary>
    public required string? RunAs { get; init; }
}
