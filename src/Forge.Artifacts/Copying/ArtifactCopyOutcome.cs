namespace Forge.Artifacts.Copying;

/// <summary>What became of one artifact that was to be copied.</summary>
public sealed record ArtifactCopyOutcome
{
    /// <summary>Gets the artifact, as the source knows it.</summary>
    public required ArtifactInfo Artifact { get; init; }

    /// <summary>Gets whether it was copied now; false when the target had it already, or when it failed.</summary>
    public bool IsCopied { get; init; }

    /// <summary>Gets why it was not copied, or null.</summary>
    public ArtifactStoreException? Failure { get; init; }
}
