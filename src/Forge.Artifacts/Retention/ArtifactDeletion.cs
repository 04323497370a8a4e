namespace Forge.Artifacts.Retention;

/// <summary>An artifact that is to be deleted.</summary>
public sealed record ArtifactDeletion
{
    /// <summary>Gets what the store knows of it.</summary>
    public required ArtifactInfo Info { get; init; }

    /// <summary>Gets which limit it breaks.</summary>
    public required ArtifactRetentionLimit Limit { get; init; }
}
