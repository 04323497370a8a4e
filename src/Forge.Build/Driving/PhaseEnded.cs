namespace Forge.Build.Driving;

/// <summary>A phase ended, and another one began at the same time.</summary>
internal sealed record PhaseEnded
{
    public required string BuildId { get; init; }

    public required BuildPhase Phase { get; init; }

    public required BuildStatus Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public string StatusCode { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>Gets a value indicating whether the failure does not count for the build.</summary>
    public bool IsForgiven { get; init; }

    public required BuildPhase Next { get; init; }

    /// <summary>Gets how many lines of the build itself the log had by then.</summary>
    public long LogNotes { get; init; }
}
