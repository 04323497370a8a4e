using System.Buffers.Binary;

namespace Forge.Shared.Archives.Zip;

/// <summary>What the directory of a zip says about one entry, as stored.</summary>
internal sealed record ZipHeader
{
    /// <summary>The bytes before the name.</summary>
    public const int FixedSize = 46;

    /// <summary>The flag of an entry that is encrypted.</summary>
    public const int EncryptedFlags = 0b10_0000_0100_0001;

    /// <summary>The flag of an entry whose sizes stand behind its content.</summary>
    public const int DescriptorFlag = 0b1000;

    private const uint Signature = 0x02014b50;
    private const int UnixMadeBy = 3;
    private const int DarwinMadeBy = 19;
    private const ushort ExtraZip64 = 0x0001;
    private const ushort ExtraTimestamp = 0x5455;

    private static readonly DateTimeOffset DosEpoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required string Name { get; init; }

    public required byte[] RawName { get; init; }

    public required int Flags { get; init; }

    public required int Method { get; init; }

    public required uint Crc { get; init; }

    public required long PackedSize { get; init; }

    public required long Size { get; init; }

    public required long Offset { get; init; }

    /// <summary>Gets the whole Unix mode, type included; 0 when whoever wrote the zip did not know of modes.</summary>
    public required int UnixMode { get; init; }

    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Reads the header at the beginning of some bytes.</summary>
    /// <param name="bytes">The rest of the directory.</param>
    /// <param name="length">How many bytes the header has.</param>
    /// <exception cref="ArchiveException">The header is damaged.</exception>
    public static ZipHeader Parse(ReadOnlySpan<byte> bytes, out int length)
    {
        if (bytes.Length < FixedSize || U32(bytes, 0) != Signature)
        {
            throw ArchiveException.Whole("its directory is damaged");
        }

        var (nameLength, extraLength, commentLength) = (U16(bytes, 28), U16(bytes, 30), U16(bytes, 32));
        length = FixedSize + nameLength + extraLength + commentLength;
        if (bytes.Length < length)
        {
            throw ArchiveException.Whole("its directory is cut off");
        }

        var rawName = bytes.Slice(FixedSize, nameLength);
        var name = EntryName.Decode(rawName);
        var extra = bytes.Slice(FixedSize + nameLength, extraLength);
        var wide = new WideNumbers(Find(extra, ExtraZip64), name);
        var size = wide.Read(U32(bytes, 24));
        var packedSize = wide.Read(U32(bytes, 20));
        var offset = wide.Read(U32(bytes, 42));
        if (U16(bytes, 34) is not (0 or 0xFFFF))
        {
            throw ArchiveException.For(name, "lies in another part of a split zip");
        }

        return new ZipHeader
        {
            Name = name,
            RawName = rawName.ToArray(),
            Flags = U16(bytes, 8),
            Method = U16(bytes, 10),
            Crc = U32(bytes, 16),
            PackedSize = packedSize,
            Size = size,
            Offset = offset,
            UnixMode = bytes[5] is UnixMadeBy or DarwinMadeBy ? (int)(U32(bytes, 38) >> 16) : 0,
            ModifiedAt = ReadTime(Find(extra, ExtraTimestamp), U16(bytes, 12), U16(bytes, 14)),
        };
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> extra, ushort wanted)
    {
        while (extra.Length >= 4)
        {
            var size = U16(extra, 2);
            if (size > extra.Length - 4)
            {
                break;
            }

            if (U16(extra, 0) == wanted)
            {
                return extra.Slice(4, size);
            }

            extra = extra[(4 + size)..];
        }

        return [];
    }

    // The time of DOS has no zone; the extended one is UTC.
    private static DateTimeOffset ReadTime(ReadOnlySpan<byte> extended, int time, int date)
    {
        if (extended.Length >= 5 && (extended[0] & 1) != 0)
        {
            return DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt32LittleEndian(extended[1..]));
        }

        var (year, month, day) = (1980 + (date >> 9), (date >> 5) & 0xF, date & 0x1F);
        var (hour, minute, second) = (time >> 11, (time >> 5) & 0x3F, (time & 0x1F) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : DosEpoch;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    // The zip64 field holds only those numbers that do not fit into the header, in a fixed order.
    private ref struct WideNumbers(ReadOnlySpan<byte> field, string name)
    {
        private ReadOnlySpan<byte> _field = field;

        public long Read(uint narrow)
        {
            if (narrow != uint.MaxValue)
            {
                return narrow;
            }

            if (_field.Length < sizeof(long))
            {
                throw ArchiveException.For(name, "has a size that zip64 should state and does not");
            }

            var wide = BinaryPrimitives.ReadInt64LittleEndian(_field);
            _field = _field[sizeof(long)..];
            return wide >= 0 ? wide : throw ArchiveException.For(name, "has a negative size");
        }
    }
}
