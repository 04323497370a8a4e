namespace Forge.Artifacts.Revisions;

/// <summary>A revision that was stored.</summary>
public sealed record RevisionPushResult
{
    /// <summary>Gets what the store knows of it: of the zip, or of the tree's list of files.</summary>
    public required ArtifactInfo Info { get; init; }

    /// <summary>Gets the number of files.</summary>
    public required int Files { get; init; }

    /// <summary>Gets the SHA-256 of the zip, or of the whole tree as <see cref="Trees.TreePutResult.Digest"/>.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets the bytes of the zip, or of all files of the tree.</summary>
    public required long Size { get; init; }

    /// <summary>Gets how many bytes went to the store; 0 when it had the revision already.</summary>
    public required long StoredBytes { get; init; }
}
