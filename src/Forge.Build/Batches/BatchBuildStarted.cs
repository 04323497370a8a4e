namespace Forge.Build.Batches;

/// <summary>A build of a batch is about to be asked for. Whoever drives the batch asks for it until it is there.</summary>
internal sealed record BatchBuildStarted
{
    public required string BatchId { get; init; }

    public required string Identifier { get; init; }

    public required string BuildId { get; init; }
}
