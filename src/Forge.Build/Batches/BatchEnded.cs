using Forge.Build.Driving;

namespace Forge.Build.Batches;

/// <summary>A batch ended.</summary>
internal sealed record BatchEnded
{
    public required string BatchId { get; init; }

    public required string Project { get; init; }

    public required BuildStatus Status { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    public ArtifactEntry? Artifact { get; init; }
}
