namespace Forge.Pipelines.Timelines;

/// <summary>The steps of a build, or of one target of a deployment.</summary>
public sealed record TimelineLane
{
    /// <summary>Gets the lane's name: <c>phases</c>, or the target's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how the lane ended, in the word of its kind.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the steps that were begun, in order.</summary>
    public required IReadOnlyList<TimelineStep> Steps { get; init; }
}
