namespace Forge.Build.Batches;

/// <summary>A batch was asked for.</summary>
internal sealed record BatchStarted
{
    public required string BatchId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required BatchDefinition Definition { get; init; }
}
