using System.Buffers.Binary;

namespace Forge.Shared.Archives.Packing;

/// <summary>Gzip: one member, as every reader takes it, whose content is deflated in blocks.</summary>
internal sealed class GzipCodec : IBlockCodec
{
    private const int OneMebibyte = 1024 * 1024;
    private const int TrailerSize = 8;

    // Deflated, no flags, no time, no file name, Unix.
    private static readonly byte[] Start = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3];

    /// <inheritdoc/>
    public int BlockSize => OneMebibyte;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Header => Start;

    /// <inheritdoc/>
    public PackedBlock Compress(PooledBytes block, bool isLast)
    {
        var packed = new PooledBytes(Deflater.MostBytes(block.Length));
        Deflater.Append(block.Span, isLast, packed);
        return new PackedBlock(packed, Crc32.Of(block.Span), block.Length);
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Trailer(uint crc, long size)
    {
        var trailer = new byte[TrailerSize];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), unchecked((uint)size));
        return trailer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
