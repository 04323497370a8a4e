using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A directory that is to be stored as a tree.</summary>
internal sealed record TreeUploadRequest
{
    /// <summary>Gets the key of the tree; null for the pool's name and the digest of the tree.</summary>
    public ArtifactKey? Key { get; init; }

    /// <summary>Gets what is in the tree: the directory of everything too.</summary>
    public required IEnumerable<ScannedEntry> Content { get; init; }

    /// <summary>Gets the tree whose contents are not stored again; null for the last one of the pool.</summary>
    public ArtifactKey? Base { get; init; }

    /// <summary>Gets the file in which the digests of unchanged files are remembered; null for none.</summary>
    public string? StampFile { get; init; }
}
