namespace Forge.Shared.Archives;

/// <summary>Packs a directory.</summary>
internal static class DirectoryArchive
{
    private const int Reproducible = 0b111_101_101;

    /// <summary>Adds everything below a directory to an archive, in ordinal order of the paths.</summary>
    /// <param name="archive">The archive; it is not completed.</param>
    /// <param name="directory">The directory; itself no entry. Must not change meanwhile.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Cancels the packing.</param>
    /// <exception cref="ArchiveException">A link may not be packed, or a file changed meanwhile.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static async Task AddAsync(IArchiveBuilder archive, string directory, PackOptions options, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(directory);
        var skipped = default(string);
        foreach (var file in DirectoryWalk.List(root, WalkDetail.Status, cancellationToken))
        {
            if (skipped is not null && EntryTable.IsBelow(file.Path, skipped))
            {
                continue;
            }

            if (!options.Includes(file))
            {
                skipped = file.Status.IsDirectory ? file.Path : skipped;
                continue;
            }

            await AddAsync(archive, root, file, options, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask AddAsync(IArchiveBuilder archive, string root, FoundFile file, PackOptions options, CancellationToken cancellationToken)
    {
        if (file.LinkTarget.Length > 0 && options.Links is PackedLinks.Contents)
        {
            var real = RealFile(root, file);
            var status = FileStamp.Read(real) ?? throw Dangling(file);
            await AddFileAsync(archive, ToEntry(file with { Status = status, LinkTarget = "" }, options), real, cancellationToken).ConfigureAwait(false);
            return;
        }

        var entry = ToEntry(file, options);
        if (entry.Kind is ArchiveEntryKind.File)
        {
            await AddFileAsync(archive, entry, $"{root}/{file.Path}", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await archive.AddAsync(entry, Stream.Null, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask AddFileAsync(IArchiveBuilder archive, ArchiveEntry entry, string path, CancellationToken cancellationToken)
    {
        var content = new FileContent(path);
        await using (content.ConfigureAwait(false))
        {
            await archive.AddAsync(entry, content, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ArchiveEntry ToEntry(FoundFile file, PackOptions options)
    {
        var kind = file.LinkTarget.Length > 0 ? ArchiveEntryKind.Link : file.Status.IsDirectory ? ArchiveEntryKind.Directory : ArchiveEntryKind.File;
        return new ArchiveEntry
        {
            Path = file.Path,
            Kind = kind,
            UnixMode = kind is ArchiveEntryKind.Link ? UnixModes.AnyLink : file.Status.Mode & (options.KeepsMetadata ? UnixModes.Permissions : Reproducible),
            LinkTarget = file.LinkTarget,
            Size = kind is ArchiveEntryKind.File ? file.Status.Size : 0,
            ModifiedAt = options.KeepsMetadata ? file.Status.ModifiedTime : ArchiveEntry.FixedTime,
        };
    }

    // Nothing outside of the directory gets into the archive, whatever links lead there.
    private static string RealFile(string root, FoundFile link)
    {
        var top = RealPath.Of(root);
        var real = RealPath.Of($"{root}/{link.Path}");
        return real is null || top is null ? throw Dangling(link)
            : !real.StartsWith($"{top.TrimEnd('/')}/", StringComparison.Ordinal) ? throw ArchiveException.For(link.Path, $"is a link that leads out of the directory: '{link.LinkTarget}'")
            : FileStamp.Read(real) is { IsDirectory: false } ? real
            : throw ArchiveException.For(link.Path, $"is a link to a directory: '{link.LinkTarget}'; leave it out, or pack links as links");
    }

    private static ArchiveException Dangling(FoundFile link) => ArchiveException.For(link.Path, $"is a link that leads nowhere: '{link.LinkTarget}'");
}
