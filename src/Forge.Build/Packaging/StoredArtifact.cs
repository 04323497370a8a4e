using Forge.Artifacts;

namespace Forge.Build.Packaging;

/// <summary>An artifact that a build has left in the store.</summary>
internal sealed record StoredArtifact
{
    /// <summary>Gets the identifier; empty for the primary artifact.</summary>
    public required string Identifier { get; init; }

    /// <summary>Gets the key of a ZIP, or what the keys of the files of a folder begin with.</summary>
    public required string Location { get; init; }

    /// <summary>Gets what the store knows of a ZIP; null for a folder.</summary>
    public ArtifactInfo? Info { get; init; }
}
