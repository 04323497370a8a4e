namespace Forge.Build.Batches;

/// <summary>Somebody wants the batch to stop.</summary>
internal sealed record BatchStopAsked
{
    public required string BatchId { get; init; }

    public required string By { get; init; }
}
