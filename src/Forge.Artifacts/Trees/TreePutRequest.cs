namespace Forge.Artifacts.Trees;

/// <summary>A directory that is to be stored as a tree.</summary>
public sealed record TreePutRequest
{
    /// <summary>Gets the key of the tree. It begins with the pool's name and a slash.</summary>
    public required ArtifactKey Key { get; init; }

    /// <summary>Gets the directory. No link in it is followed; sockets, FIFOs and devices are left out.</summary>
    public required string Directory { get; init; }

    /// <summary>Gets the tree whose contents need not be stored again.</summary>
    /// <value>The default is null: the tree that was stored last.</value>
    public ArtifactKey? Base { get; init; }

    /// <summary>Gets the file in which the digests of files are remembered, so that those that did not change are not read again. One for each directory; it may be deleted at any time.</summary>
    /// <value>The default is null: every file is read.</value>
    public string? StampFile { get; init; }
}
