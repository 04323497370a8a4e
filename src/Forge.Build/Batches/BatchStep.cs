using Forge.Build.Driving;
using Forge.Build.Packaging;

namespace Forge.Build.Batches;

/// <summary>How a phase of a batch ended, and what it found.</summary>
/// <param name="Outcome">How it ended.</param>
internal sealed record BatchStep(PhaseOutcome Outcome)
{
    /// <summary>Gets what is recorded with its end.</summary>
    public IReadOnlyList<object> Events { get; init; } = [];

    /// <summary>Gets the artifact of the batch, or null.</summary>
    public StoredArtifact? Artifact { get; init; }
}
