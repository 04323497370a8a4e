using Forge.Artifacts;
using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>One thing in a tree.</summary>
internal sealed record TreeEntry
{
    /// <summary>Gets the path: segments divided by <c>/</c>, none of them empty, <c>.</c> or <c>..</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what it is.</summary>
    public required ArchiveEntryKind Kind { get; init; }

    /// <summary>Gets the permission bits, 0 to 0777.</summary>
    public required int UnixMode { get; init; }

    /// <summary>Gets when its content was modified last, in seconds since 1970.</summary>
    public required long ModifiedAt { get; init; }

    /// <summary>Gets what a link points to; empty for everything else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>Gets the size of a file's content in bytes; 0 for everything else.</summary>
    public long Size { get; init; }

    /// <summary>Gets the SHA-256 of a file's content; null for everything else.</summary>
    public ArtifactDigest? Digest { get; init; }

    /// <summary>Gets what a file's content is made of, in order; none for an empty one.</summary>
    public IReadOnlyList<Chunk> Chunks { get; init; } = [];
}
