using Forge.Build.Planning;

namespace Forge.Build.Batches;

/// <summary>A batch as it was asked for. Complete, and kept in the journal.</summary>
internal sealed record BatchDefinition
{
    /// <summary>Gets what all builds of the batch have in common.</summary>
    public required BuildDefinition Build { get; init; }

    public required BuildBatchSettings Settings { get; init; }

    /// <summary>Gets the batch that this one repeats, or null.</summary>
    public string? RetryOf { get; init; }
}
