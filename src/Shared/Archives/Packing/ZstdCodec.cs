using System.Collections.Concurrent;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Forge.Shared.Archives.Packing;

/// <summary>Zstandard: a frame for each block, each with its size and its checksum.</summary>
internal sealed class ZstdCodec : IBlockCodec
{
    private const int Level = 3;
    // Larger ones save half a percent and fall out of the processor's cache.
    private const int OneMebibyte = 1024 * 1024;
    private const int WithChecksum = 1;

    private readonly ConcurrentBag<Compressor> _compressors = [];

    /// <inheritdoc/>
    public int BlockSize => OneMebibyte;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Header => default;

    /// <inheritdoc/>
    public PackedBlock Compress(PooledBytes block, bool isLast)
    {
        // To make one takes longer than to compress a block with it.
        var compressor = _compressors.TryTake(out var idle) ? idle : Create();
        try
        {
            var packed = new PooledBytes(Compressor.GetCompressBound(block.Length));
            packed.Length = compressor.Wrap(block.Span, packed.Room);
            return new PackedBlock(packed, crc: 0, block.Length);
        }
        finally
        {
            _compressors.Add(compressor);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Trailer(uint crc, long size) => default;

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_compressors.TryTake(out var compressor))
        {
            compressor.Dispose();
        }
    }

    private static Compressor Create()
    {
        var compressor = new Compressor(Level);
        compressor.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, WithChecksum);
        return compressor;
    }
}
