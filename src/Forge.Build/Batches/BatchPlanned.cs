using Forge.Build.Planning;

namespace Forge.Build.Batches;

/// <summary>The buildspec of a batch was read and its sources were resolved: from here on it is settled which builds there are, and of what.</summary>
internal sealed record BatchPlanned
{
    public required string BatchId { get; init; }

    public required bool FastFail { get; init; }

    /// <summary>Gets a value indicating whether the builds share the tests of one build.</summary>
    public bool IsFanout { get; init; }

    public required IReadOnlyList<BatchTask> Tasks { get; init; }

    /// <summary>Gets the source of all builds: one commit, where the source has commits.</summary>
    public required SourceDefinition Source { get; init; }

    public required IReadOnlyDictionary<string, SourceDefinition> SecondarySources { get; init; }

    /// <summary>Gets how each build stands that an earlier batch had; empty for a batch that repeats none.</summary>
    public IReadOnlyList<BuildBatchGroup> Groups { get; init; } = [];
}
