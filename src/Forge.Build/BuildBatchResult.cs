using Forge.Artifacts;
using Forge.Git;

namespace Forge.Build;

/// <summary>What became of a batch, or how far it is.</summary>
public sealed record BuildBatchResult
{
    /// <summary>Gets the batch's id.</summary>
    public required string BatchId { get; init; }

    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets how the batch stands.</summary>
    public required BuildStatus Status { get; init; }

    /// <summary>Gets when the batch was asked for.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when the batch ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the phases that have begun, in their order.</summary>
    public required IReadOnlyList<BuildBatchPhaseResult> Phases { get; init; }

    /// <summary>Gets the builds; empty until the buildspec was read. Every one stands behind those that it depends on.</summary>
    public IReadOnlyList<BuildBatchGroup> Groups { get; init; } = [];

    /// <summary>Gets the archive with the primary artifacts of all builds, or null. It holds those of each build below its identifier.</summary>
    public ArtifactInfo? Artifact { get; init; }

    /// <summary>Gets the reports of <c>build-fanout</c>: of each group the one that those of all builds were merged to.</summary>
    public IReadOnlyList<BuildReport> Reports { get; init; } = [];

    /// <summary>Gets the commit that all builds have, or null when the source is a directory or nothing.</summary>
    public SourceRevision? Revision { get; init; }

    /// <summary>Gets who or what asked for the batch.</summary>
    public string Initiator { get; init; } = "";

    /// <summary>Gets the id of the batch that this one repeats, or null.</summary>
    public string? RetryOf { get; init; }
}
