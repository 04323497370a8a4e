namespace Forge.Pipelines.Timelines;

/// <summary>One build or one deployment.</summary>
public sealed record TimelineActivity
{
    /// <summary>Gets what it was, as in <c>Build shop #1</c>.</summary>
    public required string Title { get; init; }

    /// <summary>Gets what it was about: a commit, a revision, a reason.</summary>
    public required string Detail { get; init; }

    /// <summary>Gets how it ended or stands, in the word of its kind.</summary>
    public required string Status { get; init; }

    /// <summary>Gets how that word is meant.</summary>
    public required TimelineOutcome Outcome { get; init; }

    /// <summary>Gets when it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when it ended, or null while it goes on.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets its phases or lifecycle events, grouped by lane: one for a build, one per target for a deployment.</summary>
    public required IReadOnlyList<TimelineLane> Lanes { get; init; }
}
