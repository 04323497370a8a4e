namespace Forge.Build.Driving;

/// <summary>A build ended.</summary>
internal sealed record BuildEnded
{
    public required string BuildId { get; init; }

    public required string Project { get; init; }

    public required BuildStatus Status { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public string? ArtifactKey { get; init; }

    public string? ArtifactDigest { get; init; }

    public long ArtifactSize { get; init; }

    public DateTimeOffset? ArtifactStoredAt { get; init; }
}
