using Forge.Artifacts;

namespace Forge.Build;

/// <summary>Something that a build left in the artifact store.</summary>
public sealed record BuildArtifact
{
    /// <summary>Gets the identifier among the secondary artifacts of the buildspec; empty for the primary one.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets the key of an archive, or what the keys of the files of a folder begin with.</summary>
    public required string Location { get; init; }

    /// <summary>Gets what the store knows of an archive; null for a folder.</summary>
    public ArtifactInfo? Info { get; init; }
}
