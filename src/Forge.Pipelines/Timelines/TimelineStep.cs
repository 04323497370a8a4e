namespace Forge.Pipelines.Timelines;

/// <summary>One phase of a build or one lifecycle event on one target.</summary>
public sealed record TimelineStep
{
    /// <summary>Gets the phase or event.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how it ended or stands, in the word of its kind.</summary>
    public required string Status { get; init; }

    /// <summary>Gets how that word is meant.</summary>
    public required TimelineOutcome Outcome { get; init; }

    /// <summary>Gets why, where it failed; empty otherwise.</summary>
    public required string Message { get; init; }

    /// <summary>Gets when it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended, or null while it goes on.</summary>
    public required DateTimeOffset? EndedAt { get; init; }
}
