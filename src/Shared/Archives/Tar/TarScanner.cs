namespace Forge.Shared.Archives.Tar;

/// <summary>Walks through the members of a tar, forward only, and adds each to a table of entries.</summary>
/// <remarks>TarReader is not enough: it checks no checksum, cuts a name at a NUL and takes an empty file for a tar.</remarks>
internal sealed class TarScanner(Stream tar, EntryTable table)
{
    private const int MaxExtension = 1024 * 1024;
    private const int MaxExtensions = 4;

    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private long _position;
    private long _contentLeft;
    private long _padding;

    /// <summary>Gets the stream with the content of the file that was read last.</summary>
    /// <remarks>What is not read of it is skipped by the next step.</remarks>
    public Stream OpenContent(ArchiveEntry entry) => new VerifiedStream(new ContentStream(this), entry.Path, entry.Size, crc: null);

    /// <summary>Steps to the next entry and adds it to the table.</summary>
    /// <returns>The entry, and for a hard link the file that it is another name of; null at the end.</returns>
    /// <exception cref="ArchiveException">The tar is damaged or the entry breaks a rule.</exception>
    public async Task<(ArchiveEntry Entry, ArchiveEntry? Original)?> NextAsync(CancellationToken cancellationToken)
    {
        while (await ReadHeaderAsync(cancellationToken).ConfigureAwait(false) is { } header)
        {
            if (table.IsLenient && header.Type is ('3' or '4' or '6'))
            {
                continue;
            }

            var path = EntryName.Normalize(EntryName.Decode(header.RawName));
            var (entry, original) = ToEntry(path, header);
            _contentLeft = original is null && entry.Kind is ArchiveEntryKind.File ? entry.Size : 0;
            _padding = Padding(_contentLeft);
            if (tar.CanSeek && _contentLeft > tar.Length - _position)
            {
                throw Truncated();
            }

            if (path.Length == 0 && entry.Kind is ArchiveEntryKind.Directory)
            {
                continue;
            }

            if (path.Length == 0)
            {
                throw ArchiveException.For("./", "is the root of the archive, but not a directory");
            }

            table.Add(entry);
            return (table.Entries[^1], original);
        }

        return null;
    }

    private (ArchiveEntry Entry, ArchiveEntry? Original) ToEntry(string path, TarHeader header)
    {
        var name = EntryName.Decode(header.RawName);
        var kind = header.Type switch
        {
            // Before ustar a directory was a file whose name ends with a slash.
            '0' or '\0' or '7' => name.EndsWith('/') && header.Size == 0 ? ArchiveEntryKind.Directory : ArchiveEntryKind.File,
            '1' => ArchiveEntryKind.File,
            '2' => ArchiveEntryKind.Link,
            '5' => ArchiveEntryKind.Directory,
            '3' or '4' => throw ArchiveException.For(path, "is a device"),
            '6' => throw ArchiveException.For(path, "is a FIFO"),
            'S' => throw ArchiveException.For(path, "is a sparse file; pack it without --sparse"),
            var type => throw ArchiveException.For(path, $"has the unknown type '{(char.IsAsciiLetterOrDigit(type) ? type : '?')}'"),
        };
        if (header.Size < 0 || (header.Size != 0 && header.Type is not ('0' or '\0' or '7')))
        {
            throw ArchiveException.For(path, "states a size that it cannot have");
        }

        var original = header.Type is '1' ? table.FindFile(path, EntryName.Normalize(EntryName.Decode(header.RawTarget))) : null;
        var isFile = kind is ArchiveEntryKind.File;
        var entry = new ArchiveEntry
        {
            Path = path,
            Kind = kind,
            UnixMode = kind is ArchiveEntryKind.Link ? UnixModes.AnyLink : header.Mode & ~UnixModes.TypeMask,
            LinkTarget = kind is ArchiveEntryKind.Link ? EntryName.CheckTarget(path, EntryName.Decode(header.RawTarget)) : "",
            Size = original?.Size ?? (isFile ? header.Size : 0),
            ModifiedAt = ToTime(header.ModifiedAt),
            Content = original?.Content ?? (isFile ? new EntryContent(_position, header.Size, IsDeflated: false, Crc: null) : null),
        };
        return (entry, original);
    }

    private async Task<TarHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var pax = new PaxRecords();
        for (var extensions = 0; extensions <= MaxExtensions; extensions++)
        {
            await SkipAsync(_contentLeft + _padding, cancellationToken).ConfigureAwait(false);
            (_contentLeft, _padding) = (0, 0);
            await FillAsync(_block, cancellationToken).ConfigureAwait(false);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                return extensions == 0 ? null : throw ArchiveException.Whole("it is a damaged tar: an extended header stands alone");
            }

            var header = TarHeader.Parse(_block);
            if (header.Type is not ('x' or 'g' or 'L' or 'K'))
            {
                return pax.ApplyTo(header);
            }

            await ReadExtensionAsync(header, pax, cancellationToken).ConfigureAwait(false);
            extensions -= header.Type is 'g' ? 1 : 0;
        }

        throw ArchiveException.Whole("it is a damaged tar: too many extended headers in a row");
    }

    private async Task ReadExtensionAsync(TarHeader header, PaxRecords pax, CancellationToken cancellationToken)
    {
        if (header.Size is < 1 or > MaxExtension)
        {
            throw ArchiveException.Whole($"an extended header of the tar has {header.Size:N0} bytes; the most is {MaxExtension:N0}");
        }

        var content = new byte[header.Size];
        await FillAsync(content, cancellationToken).ConfigureAwait(false);
        await SkipAsync(Padding(header.Size), cancellationToken).ConfigureAwait(false);
        switch (header.Type)
        {
            case 'x':
                pax.Read(content);
                break;
            case 'L':
                pax.SetLongName(content);
                break;
            case 'K':
                pax.SetLongTarget(content);
                break;
            default:
                var global = new PaxRecords();
                global.Read(content);
                global.CheckGlobal();
                break;
        }
    }

    private async Task FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await tar.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < buffer.Length)
        {
            throw Truncated();
        }

        _position += buffer.Length;
    }

    private async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        if (tar.CanSeek)
        {
            if (bytes > tar.Length - _position)
            {
                throw Truncated();
            }

            _position += bytes;
            tar.Position = _position;
            return;
        }

        var buffer = new byte[(int)Math.Min(bytes, 64 * 1024)];
        for (var left = bytes; left > 0; left -= buffer.Length)
        {
            await FillAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken).ConfigureAwait(false);
        }
    }

    private static long Padding(long size) => (TarHeader.BlockSize - (size % TarHeader.BlockSize)) % TarHeader.BlockSize;

    private static ArchiveException Truncated() => ArchiveException.Whole("it is a tar that is cut off: its end is missing");

    private static DateTimeOffset ToTime(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));

    private int ReadContent(Span<byte> buffer) => buffer.IsEmpty ? 0 : tar.Read(buffer);

    private ValueTask<int> ReadContentAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.IsEmpty ? ValueTask.FromResult(0) : tar.ReadAsync(buffer, cancellationToken);

    private sealed class ContentStream(TarScanner scanner) : ForwardStream
    {
        public override int Read(Span<byte> buffer) =>
            Advance(scanner.ReadContent(buffer[..(int)Math.Min(buffer.Length, scanner._contentLeft)]));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Advance(await scanner.ReadContentAsync(buffer[..(int)Math.Min(buffer.Length, scanner._contentLeft)], cancellationToken).ConfigureAwait(false));

        private int Advance(int read)
        {
            scanner._contentLeft -= read;
            scanner._position += read;
            return read;
        }
    }
}
