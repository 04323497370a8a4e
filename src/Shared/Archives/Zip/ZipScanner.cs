using System.Buffers.Binary;
using System.IO.Compression;

namespace Forge.Shared.Archives.Zip;

/// <summary>Reads the directory of a zip and checks it against the entries themselves.</summary>
/// <remarks>
/// ZipArchive is not enough: it checks no checksum, hands out encrypted bytes as content, cuts or pads what lies about its size,
/// lets entries overlap, and believes the directory where the entry itself says something else.
/// </remarks>
internal static class ZipScanner
{
    private const uint LocalSignature = 0x04034b50;
    private const int LocalSize = 30;
    private const int MaxDirectory = 256 * 1024 * 1024;
    private const int MaxTarget = 4096;
    private const int Stored = 0;
    private const int Deflated = 8;

    /// <summary>Adds all entries of a zip to a table.</summary>
    /// <exception cref="ArchiveException">The zip is damaged or breaks a rule.</exception>
    public static async Task ScanAsync(Stream zip, ArchiveSource source, EntryTable table, CancellationToken cancellationToken)
    {
        var limits = table.Limits;
        var end = await ZipEnd.ReadAsync(zip, cancellationToken).ConfigureAwait(false);
        if (end.Entries > limits.Entries)
        {
            throw ArchiveException.Whole($"it has {end.Entries:N0} entries; the most is {limits.Entries:N0}");
        }

        if (end.Size > MaxDirectory)
        {
            throw ArchiveException.Whole($"its directory has {end.Size:N0} bytes; the most is {MaxDirectory:N0}");
        }

        var directory = new byte[end.Size];
        zip.Position = end.Offset;
        await zip.ReadExactlyAsync(directory, cancellationToken).ConfigureAwait(false);

        // One entry after the other is asked for a few bytes that lie close together: waiting for each would take longer than reading it.
        var used = new List<(long From, long To, string Name)>();
        var at = 0;
        for (long i = 0; i < end.Entries; i++)
        {
            var header = ZipHeader.Parse(directory.AsSpan(at), out var length);
            at += length;
            cancellationToken.ThrowIfCancellationRequested();
            var content = Locate(source, header, end.Offset);
            used.Add((header.Offset, content.Offset + content.Length, header.Name));
            Add(source, table, header, content);
            limits.CheckTotal(table.TotalSize, zip.Length);
        }

        if (at != directory.Length)
        {
            throw ArchiveException.Whole("its directory holds more than its entries");
        }

        CheckOverlaps(used);
    }

    private static void CheckOverlaps(List<(long From, long To, string Name)> used)
    {
        long reached = 0;
        foreach (var (from, to, name) in used.OrderBy(range => range.From))
        {
            if (from < reached)
            {
                throw ArchiveException.For(name, "shares its bytes with another entry");
            }

            if (reached == 0 && from != 0)
            {
                throw ArchiveException.Whole("something stands before its first entry");
            }

            reached = to;
        }
    }

    private static EntryContent Locate(ArchiveSource zip, ZipHeader header, long limit)
    {
        if ((header.Flags & ZipHeader.EncryptedFlags) != 0)
        {
            throw ArchiveException.For(header.Name, "is encrypted");
        }

        if (header.Method is not (Stored or Deflated))
        {
            throw ArchiveException.For(header.Name, $"is compressed with method {header.Method}; only 'stored' and 'deflate' are taken");
        }

        if (header.Method is Stored && header.PackedSize != header.Size)
        {
            throw ArchiveException.For(header.Name, "lies about its size");
        }

        if (header.Offset > limit - LocalSize)
        {
            throw ArchiveException.For(header.Name, "lies outside of the file");
        }

        var local = new byte[LocalSize + header.RawName.Length];
        zip.Fill(header.Offset, local);
        var (nameLength, extraLength) = (U16(local, 26), U16(local, 28));
        var start = header.Offset + LocalSize + nameLength + extraLength;
        if (start > limit || header.PackedSize > limit - start)
        {
            throw ArchiveException.For(header.Name, "lies outside of the file");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature || nameLength != header.RawName.Length || !local.AsSpan(LocalSize).SequenceEqual(header.RawName)
            || U16(local, 8) != header.Method || !AgreesOnSizes(local, header))
        {
            throw ArchiveException.For(header.Name, "is described differently in the directory and at its content");
        }

        return new EntryContent(start, header.PackedSize, header.Method is Deflated, header.Crc);
    }

    private static bool AgreesOnSizes(ReadOnlySpan<byte> local, ZipHeader header)
    {
        if ((U16(local, 6) & ZipHeader.DescriptorFlag) != 0)
        {
            return true;
        }

        var (crc, packed, size) = (U32(local, 14), U32(local, 18), U32(local, 22));
        return crc == header.Crc && (packed == header.PackedSize || packed == uint.MaxValue) && (size == header.Size || size == uint.MaxValue);
    }

    private static void Add(ArchiveSource zip, EntryTable table, ZipHeader header, EntryContent content)
    {
        var path = EntryName.Normalize(header.Name);
        if (path.Length == 0)
        {
            return;
        }

        var kind = KindOf(header);
        if (kind is ArchiveEntryKind.Directory && header.Size != 0)
        {
            throw ArchiveException.For(path, "is a directory with content");
        }

        if (kind is ArchiveEntryKind.Link && header.Size > MaxTarget)
        {
            throw ArchiveException.For(path, $"is a link with a target of more than {MaxTarget:N0} bytes");
        }

        var entry = new ArchiveEntry
        {
            Path = path,
            Kind = kind,
            UnixMode = UnixModes.PermissionsOr(header.UnixMode, kind),
            Size = kind is ArchiveEntryKind.File ? header.Size : 0,
            ModifiedAt = header.ModifiedAt,
            Content = kind is ArchiveEntryKind.File ? content : null,
        };
        table.Add(kind is ArchiveEntryKind.Link
            ? entry with { LinkTarget = ReadTarget(zip, path, header, content) }
            : entry);
    }

    private static ArchiveEntryKind KindOf(ZipHeader header) => (header.UnixMode & UnixModes.TypeMask, header.Name.EndsWith('/')) switch
    {
        (0 or UnixModes.Directory, true) => ArchiveEntryKind.Directory,
        (UnixModes.Directory, false) => ArchiveEntryKind.Directory,
        (0 or UnixModes.File, false) => ArchiveEntryKind.File,
        (UnixModes.Link, false) => ArchiveEntryKind.Link,
        _ => throw ArchiveException.For(header.Name, "is neither a file nor a directory nor a link"),
    };

    private static string ReadTarget(ArchiveSource zip, string path, ZipHeader header, EntryContent content)
    {
        var target = new byte[header.Size];
        using var stream = OpenContent(zip, path, header.Size, content);
        stream.ReadExactly(target);
        return EntryName.CheckTarget(path, EntryName.Decode(target));
    }

    /// <summary>Opens the content of an entry, verified while it is read.</summary>
    public static VerifiedStream OpenContent(ArchiveSource archive, string path, long size, EntryContent content)
    {
        Stream section = new SectionStream(archive, content.Offset, content.Length);
        return new VerifiedStream(content.IsDeflated ? new DeflateStream(section, CompressionMode.Decompress) : section, path, size, content.Crc);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
