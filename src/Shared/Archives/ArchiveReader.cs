using System.IO.Compression;
using Forge.Shared.Archives.Tar;
using Forge.Shared.Archives.Zip;

namespace Forge.Shared.Archives;

/// <summary>Reads a zip, a tar or a gzipped tar, every entry of which was checked before anything is handed out.</summary>
/// <remarks>
/// Not for concurrent use. The archive's stream stays the caller's and must not be moved meanwhile. Checked when it is opened: the
/// structure, names, links, kinds, sizes and their sum; while content is read: that it has the stated size and checksum.
/// </remarks>
internal sealed class ArchiveReader : IDisposable
{
    private const int SniffSize = TarHeader.BlockSize;
    private const int BufferSize = 128 * 1024;

    private readonly Stream _archive;
    private readonly Stream? _spool;
    private readonly EntryTable _table;

    private ArchiveReader(Stream archive, Stream? spool, EntryTable table)
    {
        _archive = archive;
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
        var start = new byte[SniffSize];
        seekable.Position = 0;
        var length = await seekable.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var table = new EntryTable(limits);
        switch (Sniff(start.AsSpan(0, length)))
        {
            case Format.Zip:
                await ZipScanner.ScanAsync(seekable, table, limits, cancellationToken).ConfigureAwait(false);
                table.CheckLinks(root: "");
                return new ArchiveReader(seekable, spool: null, table);
            case Format.Tar:
                await ScanTarAsync(seekable, table, limits, seekable.Length, cancellationToken).ConfigureAwait(false);
                return new ArchiveReader(seekable, spool: null, table);
            default:
                return await OpenGzipAsync(seekable, table, limits, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens the content of a file. Only one content may be read at a time.</summary>
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

    /// <summary>Unpacks the archive into a directory that does not exist or is empty.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="cancellationToken">Cancels the unpacking.</param>
    /// <exception cref="ArchiveException">A content is damaged. Nothing of the archive remains.</exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public async Task ExtractAsync(string directory, CancellationToken cancellationToken)
    {
        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"The directory '{directory}' is not empty. Unpack into a directory of its own.");
        }

        var wasThere = Directory.Exists(directory);
        try
        {
            await WriteTreeAsync(new TreeWriter(directory), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // What is half there would be taken for the whole.
            RemoveTree(directory, wasThere);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _spool?.Dispose();

    private async Task WriteTreeAsync(TreeWriter tree, CancellationToken cancellationToken)
    {
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
                    var content = Open(entry);
                    await using (content.ConfigureAwait(false))
                    {
                        await tree.AddFileAsync(entry, content, cancellationToken).ConfigureAwait(false);
                    }

                    break;
            }
        }

        tree.Complete();
    }

    private VerifiedStream Open(ArchiveEntry entry) =>
        entry.Content is { } content
            ? ZipScanner.OpenContent(_spool ?? _archive, entry.Path, entry.Size, content)
            : throw new ArgumentException($"'{entry.Path}' is not a file of this archive.", nameof(entry));

    private static async Task<ArchiveReader> OpenGzipAsync(Stream gzip, EntryTable table, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        // A compressed tar has no directory and cannot be entered in the middle, so it is unpacked once, aside.
        var spool = CreateSpool();
        try
        {
            await InflateAsync(gzip, spool, limits, cancellationToken).ConfigureAwait(false);
            spool.Position = 0;
            await ScanTarAsync(spool, table, limits, gzip.Length, cancellationToken).ConfigureAwait(false);
            return new ArchiveReader(gzip, spool, table);
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

    private static async Task InflateAsync(Stream gzip, FileStream spool, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        gzip.Position = 0;
        var inflated = new GZipStream(gzip, CompressionMode.Decompress, leaveOpen: true);
        await using (inflated.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            try
            {
                int read;
                while ((read = await inflated.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    await spool.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    limits.CheckTotal(spool.Position, gzip.Length);
                }
            }
            catch (InvalidDataException e)
            {
                throw ArchiveException.Whole($"its gzip layer is damaged ({e.Message.TrimEnd('.')})", e);
            }
        }
    }

    private static async Task ScanTarAsync(Stream tar, EntryTable table, ArchiveLimits limits, long packed, CancellationToken cancellationToken)
    {
        tar.Position = 0;
        var scanner = new TarScanner(tar, table);
        while (await scanner.NextAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
            limits.CheckTotal(table.TotalSize, packed);
        }

        table.CheckLinks(root: "");
    }

    private static Format Sniff(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => Format.Zip,
        [0x1F, 0x8B, ..] => Format.Gzip,
        _ when TarHeader.IsHeader(start) => Format.Tar,
        { Length: SniffSize } when !start.ContainsAnyExcept((byte)0) => Format.Tar,
        [] => throw ArchiveException.Whole("it is empty"),
        _ => throw ArchiveException.Whole("it is neither a zip nor a tar nor a gzipped tar"),
    };

    private static void RemoveTree(string directory, bool keepRoot)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        Directory.Delete(directory, recursive: true);
        if (keepRoot)
        {
            Directory.CreateDirectory(directory);
        }
    }

    private enum Format
    {
        Zip,
        Tar,
        Gzip,
    }
}
