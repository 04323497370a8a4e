namespace Forge.Build.Batches;

/// <summary>A phase of a batch ended and the next one began.</summary>
internal sealed record BatchPhaseEnded
{
    public required string BatchId { get; init; }

    public required BuildBatchPhase Phase { get; init; }

    public required BuildStatus Status { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public string StatusCode { get; init; } = "";

    public string Message { get; init; } = "";

    public required BuildBatchPhase Next { get; init; }
}
