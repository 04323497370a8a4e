namespace Forge.Shared.Archives;

/// <summary>One entry of an archive, after all checks.</summary>
internal sealed record ArchiveEntry
{
    /// <summary>Gets the time of entries that keep none: the earliest that a zip can hold.</summary>
    public static DateTimeOffset FixedTime { get; } = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Gets the path: segments divided by <c>/</c>, none of them empty, <c>.</c> or <c>..</c>; no slash at either end.</summary>
    public required string Path { get; init; }

    /// <summary>Gets what the entry is.</summary>
    public required ArchiveEntryKind Kind { get; init; }

    /// <summary>Gets the permission bits, 0 to 0777.</summary>
    public required int UnixMode { get; init; }

    /// <summary>Gets what a link points to, as stored; empty for everything else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>Gets the size of a file's content in bytes; 0 for everything else.</summary>
    public long Size { get; init; }

    /// <summary>Gets when the content was modified last.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Gets where the content is; null when there is none or it is read as the archive streams by.</summary>
    internal EntryContent? Content { get; init; }
}
