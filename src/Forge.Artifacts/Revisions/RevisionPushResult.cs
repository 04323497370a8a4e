namespace Forge.Artifacts.Revisions;

/// <summary>A revision that was stored.</summary>
public sealed record RevisionPushResult
{
    /// <summary>Gets what the store knows of it.</summary>
    public required ArtifactInfo Info { get; init; }

    /// <summary>Gets the number of files.</summary>
    public required int Files { get; init; }
}
