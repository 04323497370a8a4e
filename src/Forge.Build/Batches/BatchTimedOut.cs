namespace Forge.Build.Batches;

/// <summary>The batch takes longer than it may: what runs is stopped.</summary>
internal sealed record BatchTimedOut
{
    public required string BatchId { get; init; }
}
