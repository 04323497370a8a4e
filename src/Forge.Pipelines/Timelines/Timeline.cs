namespace Forge.Pipelines.Timelines;

/// <summary>What was built and deployed, in the order of beginning.</summary>
public sealed record Timeline
{
    /// <summary>Gets the builds and deployments.</summary>
    public required IReadOnlyList<TimelineActivity> Activities { get; init; }
}
