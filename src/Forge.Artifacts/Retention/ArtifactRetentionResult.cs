namespace Forge.Artifacts.Retention;

/// <summary>What a sweep has done.</summary>
public sealed record ArtifactRetentionResult
{
    /// <summary>Gets what was deleted.</summary>
    public required IReadOnlyList<ArtifactDeletion> Deleted { get; init; }

    /// <summary>Gets the bytes that were freed in pools of trees, beside what was deleted.</summary>
    public required long Collected { get; init; }
}
