using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A directory that is to be stored as a tree.</summary>
internal sealed record TreeUploadRequest
{
    /// <summary>Gets the key of the tree.</summary>
    public required ArtifactKey Key { get; init; }

    /// <summary>Gets the directory.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the tree whose contents are not stored again; null for the last one of the pool.</summary>
    public ArtifactKey? Base { get; init; }

    /// <summary>Gets the file in which the digests of unchanged files are remembered; null for none.</summary>
    public string? StampFile { get; init; }
}
