using Forge.Shared.Archives.Tar;
using Forge.Shared.Archives.Zip;

namespace Forge.Shared.Archives;

/// <summary>Reads a zip, or a tar as it is, gzipped or compressed with Zstandard, every entry of which was checked before anything is handed out.</summary>
/// <remarks>
/// Not for concurrent use, but for contents, which may be read at the same time. The archive's stream stays the caller's and must not be moved meanwhile. Checked when it is opened: the
/// structure, names, links, kinds, sizes and their sum; while content is read: that it has the stated size and checksum.
/// </remarks>
internal sealed class ArchiveReader : IDisposable
{
    private const int BufferSize = 128 * 1024;

    private readonly ArchiveSource _source;
    private readonly Stream? _spool;
    private readonly EntryTable _table;

    private ArchiveReader(ArchiveSource source, Stream? spool, EntryTable table)
    {
        _source = source;
        _spool = spool;
        _table = table;
    }

    /// <summary>Gets the entries in the order of the archive. Directories that only occur in paths are not among them.</summary>
    public IReadOnlyList<ArchiveEntry> Entries => _table.Entries;

    /// <summary>Opens an archive and checks it.</summary>
    /// <param name="seekable">The archive, from its first byte.</param>
    /// <param name="limits">What it may ask of us.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="ArchiveException">It is no archive, is damaged, or breaks a rule.</exception>
    public static async Task<ArchiveReader> OpenAsync(Stream seekable, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var table = new EntryTable(limits);
        var format = await ArchiveSniffer.SniffAsync(seekable, cancellationToken).ConfigureAwait(false);
        if (format is ArchiveFormat.TarGzip or ArchiveFormat.TarZstd)
        {
            return await OpenCompressedAsync(seekable, format, table, cancellationToken).ConfigureAwait(false);
        }

        var source = new ArchiveSource(seekable);
        await (format is ArchiveFormat.Zip
            ? ZipScanner.ScanAsync(seekable, source, table, cancellationToken)
            : ScanTarAsync(seekable, table, source.Length, cancellationToken)).ConfigureAwait(false);
        table.CheckLinks(root: "");
        return new ArchiveReader(source, spool: null, table);
    }

    /// <summary>Opens the content of a file.</summary>
    /// <returns>The content; the read that reaches its end throws <see cref="ArchiveException"/> when the checksum or the size is wrong.</returns>
    public Task<Stream> OpenEntryAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<Stream>(Open(entry));
    }

    /// <summary>Reads everything once, so that later reads find no surprise.</summary>
    /// <exception cref="ArchiveException">A content does not have its size or its checksum.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (var file in Entries.Where(entry => entry.Kind is ArchiveEntryKind.File))
        {
            var content = Open(file);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(Stream.Null, BufferSize, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the entries as an uncompressed tar, owned by root, with their modes and times.</summary>
    /// <param name="destination">Where the tar goes. Stays the caller's.</param>
    /// <param name="stripPrefix">A directory of the archive: only what lies below it is written, with paths that begin there; empty for everything.</param>
    /// <param name="cancellationToken">Cancels the writing; the tar is then incomplete.</param>
    /// <exception cref="ArchiveException">A content is damaged, or a link leads out of <paramref name="stripPrefix"/>.</exception>
    public async Task WriteTarAsync(Stream destination, string stripPrefix, CancellationToken cancellationToken)
    {
        var prefix = stripPrefix.Trim('/');
        _table.CheckLinks(prefix);
        var tar = new TarBuilder(destination);
        foreach (var entry in Entries.Where(entry => EntryTable.IsBelow(entry.Path, prefix)))
        {
            var path = prefix.Length == 0 ? entry.Path : entry.Path[(prefix.Length + 1)..];
            switch (entry.Kind)
            {
                case ArchiveEntryKind.Directory:
                    await tar.AddDirectoryAsync(path, entry.UnixMode, entry.ModifiedAt, cancellationToken).ConfigureAwait(false);
                    break;
                case ArchiveEntryKind.Link:
                    await tar.AddLinkAsync(path, entry.LinkTarget, entry.ModifiedAt, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    var content = Open(entry);
                    await using (content.ConfigureAwait(false))
                    {
                        await tar.AddFileAsync(path, entry.UnixMode, entry.ModifiedAt, entry.Size, content, cancellationToken).ConfigureAwait(false);
                    }

                    break;
            }
        }

        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Unpacks the archive into a directory that does not exist or is empty, on all processors. The directory appears when everything is in it.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="cancellationToken">Cancels the unpacking.</param>
    /// <exception cref="ArchiveException">A content is damaged. Nothing of the archive remains.</exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public async Task ExtractAsync(string directory, CancellationToken cancellationToken)
    {
        using var staged = StagedDirectory.Create(directory);
        var tree = new TreeWriter(staged.Path);
        await Task.Run(() => WriteTree(tree, cancellationToken), cancellationToken).ConfigureAwait(false);
        staged.Commit();
    }

    /// <inheritdoc/>
    public void Dispose() => _spool?.Dispose();

    private void WriteTree(TreeWriter tree, CancellationToken cancellationToken)
    {
        var files = new List<(ArchiveEntry Entry, string Path)>();
        foreach (var entry in Entries)
        {
            switch (entry.Kind)
            {
                case ArchiveEntryKind.Directory:
                    tree.AddDirectory(entry);
                    break;
                case ArchiveEntryKind.Link:
                    tree.AddLink(entry);
                    break;
                default:
                    files.Add((entry, tree.Prepare(entry)));
                    break;
            }
        }

        InParallel.ForEach(files, file =>
        {
            using var content = Open(file.Entry);
            TreeWriter.Write(file.Path, file.Entry, content, cancellationToken);
        }, cancellationToken);
        tree.Complete();
    }

    private VerifiedStream Open(ArchiveEntry entry) =>
        entry.Content is { } content
            ? ZipScanner.OpenContent(_source, entry.Path, entry.Size, content)
            : throw new ArgumentException($"'{entry.Path}' is not a file of this archive.", nameof(entry));

    private static async Task<ArchiveReader> OpenCompressedAsync(Stream packed, ArchiveFormat format, EntryTable table, CancellationToken cancellationToken)
    {
        // A compressed tar has no directory and cannot be entered in the middle, so it is unpacked once, aside.
        var spool = CreateSpool();
        try
        {
            packed.Position = 0;
            await Decompressor.CopyAsync(packed, format, spool, size => table.Limits.CheckTotal(size, packed.Length), cancellationToken).ConfigureAwait(false);
            await spool.FlushAsync(cancellationToken).ConfigureAwait(false);
            await ScanTarAsync(spool, table, packed.Length, cancellationToken).ConfigureAwait(false);
            table.CheckLinks(root: "");
            return new ArchiveReader(new ArchiveSource(spool), spool, table);
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static FileStream CreateSpool() => new(
        Path.Join(Path.GetTempPath(), $"forge-{Path.GetRandomFileName()}.tar"),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });

    private static async Task ScanTarAsync(Stream tar, EntryTable table, long packed, CancellationToken cancellationToken)
    {
        tar.Position = 0;
        var scanner = new TarScanner(tar, table);
        while (await scanner.NextAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            table.Limits.CheckTotal(table.TotalSize, packed);
        }
    }
}
