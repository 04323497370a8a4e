using System.Buffers.Binary;

namespace Forge.Shared.Archives.Zip;

/// <summary>The record at the end of a zip, which says where its directory is.</summary>
/// <param name="Entries">How many entries the directory has.</param>
/// <param name="Offset">Where the directory begins.</param>
/// <param name="Size">How many bytes the directory has.</param>
internal sealed record ZipEnd(long Entries, long Offset, long Size)
{
    private const uint Signature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint Signature64 = 0x06064b50;
    private const int RecordSize = 22;
    private const int LocatorSize = 20;
    private const int RecordSize64 = 56;
    private const ushort Version64 = 45;

    /// <summary>Finds the record.</summary>
    /// <exception cref="ArchiveException">There is none, there are two, or it contradicts the file.</exception>
    public static async Task<ZipEnd> ReadAsync(Stream zip, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(zip.Length, RecordSize + ushort.MaxValue)];
        zip.Position = zip.Length - tail.Length;
        await zip.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);

        var found = Candidates(tail).ToArray();
        if (found.Length == 0)
        {
            throw ArchiveException.Whole("it begins like a zip but has no directory at its end: it is cut off or something was appended");
        }

        if (found.Length > 1)
        {
            throw ArchiveException.Whole("it has two directories at its end, so that two readers may see different files");
        }

        var position = zip.Length - tail.Length + found[0];
        var end = await ReadRecordAsync(zip, tail.AsMemory(found[0]), position, cancellationToken).ConfigureAwait(false);
        return end;
    }

    /// <summary>Gives the record as it is written, with the one of zip64 before it where a number asks for that.</summary>
    public byte[] ToBytes()
    {
        var isWide = Entries >= ushort.MaxValue || Offset >= uint.MaxValue || Size >= uint.MaxValue;
        var bytes = new byte[(isWide ? RecordSize64 + LocatorSize : 0) + RecordSize];
        if (isWide)
        {
            WriteWide(bytes, Offset + Size);
        }

        var record = bytes.AsSpan(bytes.Length - RecordSize);
        var entries = (ushort)Math.Min(Entries, ushort.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Signature);
        BinaryPrimitives.WriteUInt16LittleEndian(record[8..], entries);
        BinaryPrimitives.WriteUInt16LittleEndian(record[10..], entries);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)Math.Min(Size, uint.MaxValue));
        BinaryPrimitives.WriteUInt32LittleEndian(record[16..], (uint)Math.Min(Offset, uint.MaxValue));
        return bytes;
    }

    private void WriteWide(Span<byte> record, long position)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, Signature64);
        BinaryPrimitives.WriteInt64LittleEndian(record[4..], RecordSize64 - 12);
        BinaryPrimitives.WriteUInt16LittleEndian(record[12..], (3 << 8) | Version64);
        BinaryPrimitives.WriteUInt16LittleEndian(record[14..], Version64);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], Entries);
        BinaryPrimitives.WriteInt64LittleEndian(record[32..], Entries);
        BinaryPrimitives.WriteInt64LittleEndian(record[40..], Size);
        BinaryPrimitives.WriteInt64LittleEndian(record[48..], Offset);
        var locator = record[RecordSize64..];
        BinaryPrimitives.WriteUInt32LittleEndian(locator, LocatorSignature);
        BinaryPrimitives.WriteInt64LittleEndian(locator[8..], position);
        BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
    }

    // The comment of the true record reaches exactly to the end of the file.
    private static IEnumerable<int> Candidates(byte[] tail) =>
        Enumerable.Range(0, Math.Max(0, tail.Length - RecordSize + 1)).Where(at =>
            BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == Signature
            && at + RecordSize + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) == tail.Length);

    private static async Task<ZipEnd> ReadRecordAsync(Stream zip, ReadOnlyMemory<byte> record, long position, CancellationToken cancellationToken)
    {
        var (disk, directoryDisk) = (U16(record, 4), U16(record, 6));
        var (onDisk, entries) = (U16(record, 8), U16(record, 10));
        var (size, offset) = (U32(record, 12), U32(record, 16));
        if (disk is 0xFFFF || directoryDisk is 0xFFFF || onDisk is 0xFFFF || entries is 0xFFFF || size is 0xFFFF_FFFF || offset is 0xFFFF_FFFF)
        {
            if (await ReadRecord64Async(zip, position, cancellationToken).ConfigureAwait(false) is { } end)
            {
                return end;
            }
        }

        if (disk != 0 || directoryDisk != 0 || onDisk != entries)
        {
            throw ArchiveException.Whole("it is one part of a split zip; give it in one piece");
        }

        return Checked(entries, offset, size, position);
    }

    private static async Task<ZipEnd?> ReadRecord64Async(Stream zip, long position, CancellationToken cancellationToken)
    {
        if (position < LocatorSize + RecordSize64)
        {
            return null;
        }

        var locator = new byte[LocatorSize];
        zip.Position = position - LocatorSize;
        await zip.ReadExactlyAsync(locator, cancellationToken).ConfigureAwait(false);
        if (U32(locator, 0) != LocatorSignature)
        {
            return null;
        }

        var at = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (at < 0 || at > position - LocatorSize - RecordSize64)
        {
            throw ArchiveException.Whole("its zip64 record lies outside of the file");
        }

        var record = new byte[RecordSize64];
        zip.Position = at;
        await zip.ReadExactlyAsync(record, cancellationToken).ConfigureAwait(false);
        if (U32(record, 0) != Signature64)
        {
            throw ArchiveException.Whole("its zip64 record is damaged");
        }

        if (U32(record, 16) != 0 || U32(record, 20) != 0)
        {
            throw ArchiveException.Whole("it is one part of a split zip; give it in one piece");
        }

        var numbers = record.AsSpan(32);
        return Checked(
            BinaryPrimitives.ReadInt64LittleEndian(numbers),
            BinaryPrimitives.ReadInt64LittleEndian(numbers[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(numbers[8..]),
            at);
    }

    private static ZipEnd Checked(long entries, long offset, long size, long position)
    {
        if (entries < 0 || offset < 0 || size < 0 || size > position || offset != position - size)
        {
            throw ArchiveException.Whole("its directory is not where its end says: something stands before, within or behind the zip");
        }

        return new ZipEnd(entries, offset, size);
    }

    private static ushort U16(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[at..]);

    private static uint U32(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]);
}
