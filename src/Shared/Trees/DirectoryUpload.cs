using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>Makes the entries of a directory, and reads only the files that may have changed.</summary>
/// <param name="upload">Takes the contents.</param>
/// <param name="known">What the pool has.</param>
/// <param name="remembered">The digests of files as they were.</param>
/// <param name="began">When the upload began.</param>
internal sealed class DirectoryUpload(FileUpload upload, KnownContents known, StampCache remembered, DateTimeOffset began)
{
    /// <summary>Gets the digests of files as they are.</summary>
    public StampCache Stamps { get; } = new();

    /// <summary>Stores what is new among what was found.</summary>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public async Task<IReadOnlyList<TreeEntry>> AddAsync(IEnumerable<ScannedEntry> scanned, CancellationToken cancellationToken)
    {
        var entries = new List<TreeEntry>();
        foreach (var found in scanned)
        {
            cancellationToken.ThrowIfCancellationRequested();
            entries.Add(found.Stamp.Type switch
            {
                UnixModes.Directory => EntryOf(found, ArchiveEntryKind.Directory),
                UnixModes.Link => EntryOf(found, ArchiveEntryKind.Link) with { UnixMode = UnixModes.AnyLink, LinkTarget = TargetOf(found) },
                _ => Recall(found) ?? await ReadAsync(found, cancellationToken).ConfigureAwait(false),
            });
        }

        return entries;
    }

    private static TreeEntry EntryOf(in ScannedEntry found, ArchiveEntryKind kind) => new()
    {
        Path = found.Path,
        Kind = kind,
        UnixMode = found.UnixMode,
        ModifiedAt = found.ModifiedAt,
    };

    private static string TargetOf(in ScannedEntry found) =>
        new FileInfo(found.FullPath).LinkTarget is { Length: > 0 } target ? target : throw new IOException($"The link '{found.FullPath}' cannot be read.");

    private TreeEntry? Recall(in ScannedEntry found)
    {
        if (remembered.Find(found.Path, found.Stamp) is not { } digest || known.Find(digest) is not { } chunks)
        {
            return null;
        }

        Stamps.Add(found.Path, found.Stamp, digest, began);
        return EntryOf(found, ArchiveEntryKind.File) with { Size = found.Stamp.Size, Digest = digest, Chunks = chunks };
    }

    private async Task<TreeEntry> ReadAsync(ScannedEntry found, CancellationToken cancellationToken)
    {
        var (chunks, digest, size) = await upload.AddAsync(found.FullPath, known.FormerOf(found.Path), cancellationToken).ConfigureAwait(false);
        if (FileStamp.Read(found.FullPath) == found.Stamp)
        {
            Stamps.Add(found.Path, found.Stamp, digest, began);
        }

        return EntryOf(found, ArchiveEntryKind.File) with { Size = size, Digest = digest, Chunks = chunks };
    }
}
