using System.Buffers.Binary;
using System.Text;

namespace Forge.Shared.Archives.Zip;

/// <summary>An entry of a zip that is being written: what its headers say.</summary>
/// <param name="entry">The entry.</param>
/// <param name="largestNarrow">From how many bytes on the numbers of zip64 are used.</param>
internal sealed class ZipMember(ArchiveEntry entry, long largestNarrow = ZipMember.LargestNarrow)
{
    /// <summary>The most bytes of a content that the old numbers hold: what does not get smaller takes a little more than its size.</summary>
    public const long LargestNarrow = uint.MaxValue - (64L * 1024 * 1024);

    private const uint LocalSignature = 0x04034b50;
    private const uint CentralSignature = 0x02014b50;
    private const uint DescriptorSignature = 0x08074b50;
    private const int LocalSize = 30;
    private const int CentralSize = 46;
    private const int WideSize = 28;
    private const int TimeSize = 9;
    private const ushort WideExtra = 0x0001;
    private const ushort TimeExtra = 0x5455;
    private const ushort Utf8Flag = 0x0800;
    private const ushort DescriptorFlag = 0x0008;
    private const ushort Plain = 20;
    private const ushort Wide = 45;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;
    private const int UnixMadeBy = 3 << 8;
    private const int DosDirectory = 0x10;
    private const uint TooLarge = uint.MaxValue;

    // Midnight of the first day of 1980, the earliest time that a zip can hold.
    private const uint FixedDosTime = 0x0021_0000;

    private readonly bool _hasTime = entry.ModifiedAt != ArchiveEntry.FixedTime;
    private readonly byte[] _name = Encoding.UTF8.GetBytes(entry.Kind is ArchiveEntryKind.Directory ? $"{entry.Path}/" : entry.Path);

    /// <summary>Gets the path.</summary>
    public string Path => entry.Path;

    /// <summary>Gets or sets the checksum of the content.</summary>
    public uint Crc { get; set; }

    /// <summary>Gets or sets how many bytes the content takes in the zip.</summary>
    public long PackedSize { get; set; }

    /// <summary>Gets or sets how many bytes the content has.</summary>
    public long Size { get; set; }

    /// <summary>Gets or sets where the entry begins.</summary>
    public long Offset { get; set; }

    /// <summary>Gets or sets a value indicating whether the content is as it is, or deflated.</summary>
    public bool IsStored { get; set; }

    /// <summary>Gets a value indicating whether the content is written while its checksum and its sizes are not known: they then stand behind it.</summary>
    public required bool IsStreamed { get; init; }

    /// <summary>Gets the size of the header that stands before the content.</summary>
    public int LocalLength => LocalSize + _name.Length + (IsWide ? 4 + 16 : 0) + (_hasTime ? TimeSize : 0);

    /// <summary>Gets the most bytes that the other headers take.</summary>
    public int MostCentralLength => CentralSize + _name.Length + WideSize + TimeSize;

    private bool IsWide => entry.Size > largestNarrow;

    /// <summary>Writes the header that stands before the content.</summary>
    /// <param name="header">Has room for <see cref="LocalLength"/>.</param>
    public void WriteLocal(Span<byte> header)
    {
        var writer = new FieldWriter(header);
        writer.U32(LocalSignature);
        writer.U16(IsWide ? Wide : Plain);
        WriteCommon(ref writer);
        var (crc, packed, size) = IsStreamed ? (0, 0, 0) : (Crc, PackedSize, Size);
        writer.U32(crc);
        writer.U32(IsWide ? TooLarge : (uint)packed);
        writer.U32(IsWide ? TooLarge : (uint)size);
        writer.U16((ushort)_name.Length);
        writer.U16((ushort)(LocalLength - LocalSize - _name.Length));
        writer.Bytes(_name);
        if (IsWide)
        {
            writer.U16(WideExtra);
            writer.U16(16);
            writer.U64(size);
            writer.U64(packed);
        }

        WriteTime(ref writer);
    }

    /// <summary>Writes what stands behind a streamed content.</summary>
    /// <returns>How many bytes it is.</returns>
    public int WriteDescriptor(Span<byte> descriptor)
    {
        var writer = new FieldWriter(descriptor);
        writer.U32(DescriptorSignature);
        writer.U32(Crc);
        if (IsWide)
        {
            writer.U64(PackedSize);
            writer.U64(Size);
        }
        else
        {
            writer.U32((uint)PackedSize);
            writer.U32((uint)Size);
        }

        return writer.Length;
    }

    /// <summary>Writes the header of the directory.</summary>
    /// <param name="header">Has room for <see cref="MostCentralLength"/>.</param>
    /// <returns>How many bytes it is.</returns>
    public int WriteCentral(Span<byte> header)
    {
        var isFar = Offset >= TooLarge;
        var wide = (IsWide ? 16 : 0) + (isFar ? 8 : 0);
        var writer = new FieldWriter(header);
        writer.U32(CentralSignature);
        writer.U16((ushort)(UnixMadeBy | Wide));
        writer.U16(wide > 0 ? Wide : Plain);
        WriteCommon(ref writer);
        writer.U32(Crc);
        writer.U32(IsWide ? TooLarge : (uint)PackedSize);
        writer.U32(IsWide ? TooLarge : (uint)Size);
        writer.U16((ushort)_name.Length);
        writer.U16((ushort)((wide > 0 ? 4 + wide : 0) + (_hasTime ? TimeSize : 0)));
        writer.U16(0);
        writer.U16(0);
        writer.U16(0);
        writer.U32((uint)((TypeBits | entry.UnixMode) << 16) | (entry.Kind is ArchiveEntryKind.Directory ? DosDirectory : 0u));
        writer.U32(isFar ? TooLarge : (uint)Offset);
        writer.Bytes(_name);
        if (wide > 0)
        {
            writer.U16(WideExtra);
            writer.U16((ushort)wide);
            WriteWide(ref writer, isFar);
        }

        WriteTime(ref writer);
        return writer.Length;
    }

    private int TypeBits => entry.Kind switch
    {
        ArchiveEntryKind.Directory => UnixModes.Directory,
        ArchiveEntryKind.Link => UnixModes.Link,
        _ => UnixModes.File,
    };

    private void WriteWide(ref FieldWriter writer, bool isFar)
    {
        if (IsWide)
        {
            writer.U64(Size);
            writer.U64(PackedSize);
        }

        if (isFar)
        {
            writer.U64(Offset);
        }
    }

    private void WriteCommon(ref FieldWriter writer)
    {
        writer.U16((ushort)((Ascii.IsValid(_name) ? 0 : Utf8Flag) | (IsStreamed ? DescriptorFlag : 0)));
        writer.U16(IsStored ? Stored : Deflated);
        writer.U32(_hasTime ? ToDosTime(entry.ModifiedAt) : FixedDosTime);
    }

    private void WriteTime(ref FieldWriter writer)
    {
        if (_hasTime)
        {
            writer.U16(TimeExtra);
            writer.U16(TimeSize - 4);
            writer.Bytes([1]);
            writer.U32((uint)(int)Math.Clamp(entry.ModifiedAt.ToUnixTimeSeconds(), int.MinValue, int.MaxValue));
        }
    }

    private static uint ToDosTime(DateTimeOffset time)
    {
        const int First = 1980;
        const int Last = 2107;
        var utc = time.UtcDateTime;
        return utc.Year is < First or > Last
            ? FixedDosTime
            : (uint)((((utc.Year - First) << 9) | (utc.Month << 5) | utc.Day) << 16) | (uint)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2));
    }

    private ref struct FieldWriter(Span<byte> all)
    {
        private Span<byte> _left = all;

        public int Length { get; private set; }

        public void U16(ushort value)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(_left, value);
            Advance(sizeof(ushort));
        }

        public void U32(uint value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_left, value);
            Advance(sizeof(uint));
        }

        public void U64(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_left, value);
            Advance(sizeof(long));
        }

        public void Bytes(ReadOnlySpan<byte> value)
        {
            value.CopyTo(_left);
            Advance(value.Length);
        }

        private void Advance(int bytes)
        {
            _left = _left[bytes..];
            Length += bytes;
        }
    }
}
