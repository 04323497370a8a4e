namespace Forge.Build.Batches;

/// <summary>A build of a batch ended, or will never begin.</summary>
internal sealed record BatchBuildEnded
{
    public required string BatchId { get; init; }

    public required string Identifier { get; init; }

    public required BuildStatus Status { get; init; }
}
