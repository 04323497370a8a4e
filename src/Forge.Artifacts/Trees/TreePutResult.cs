namespace Forge.Artifacts.Trees;

/// <summary>A tree that was stored.</summary>
public sealed record TreePutResult
{
    /// <summary>Gets what the store knows of its manifest.</summary>
    public required ArtifactInfo Info { get; init; }

    /// <summary>Gets the SHA-256 of the whole tree: of its paths, kinds, permissions, link targets and contents. The same directory has the same digest, wherever its contents are stored.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets the number of files.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the bytes of all files.</summary>
    public required long Size { get; init; }

    /// <summary>Gets how many bytes went to the store; 0 when the same tree was there already.</summary>
    public required long StoredBytes { get; init; }
}
