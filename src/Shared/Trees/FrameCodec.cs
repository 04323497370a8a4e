using System.Collections.Concurrent;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Forge.Shared.Trees;

/// <summary>Compresses and decompresses frames, several at a time.</summary>
internal sealed class FrameCodec : IDisposable
{
    private const int Level = 3;
    private const int MinPatchWindowLog = 24;

    private readonly ConcurrentBag<Compressor> _compressors = [];
    private readonly ConcurrentBag<Decompressor> _decompressors = [];

    /// <summary>Compresses bytes.</summary>
    public byte[] Compress(ReadOnlySpan<byte> raw)
    {
        var compressor = _compressors.TryTake(out var idle) ? idle : new Compressor(Level);
        try
        {
            return compressor.Wrap(raw).ToArray();
        }
        finally
        {
            _compressors.Add(compressor);
        }
    }

    /// <summary>Decompresses a frame.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or has another size.</exception>
    public void Decompress(ReadOnlySpan<byte> frame, Span<byte> raw)
    {
        var decompressor = _decompressors.TryTake(out var idle) ? idle : new Decompressor();
        try
        {
            if (!decompressor.TryUnwrap(frame, raw, out var written) || written != raw.Length)
            {
                throw new InvalidDataException("A frame is damaged.");
            }
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException("A frame is damaged.", e);
        }
        finally
        {
            _decompressors.Add(decompressor);
        }
    }

    /// <summary>Tells how many bytes a frame says that it has when decompressed.</summary>
    /// <returns>The size; null when the bytes are no frame or the frame does not say.</returns>
    public static long? RawSizeOf(ReadOnlySpan<byte> frame)
    {
        try
        {
            return (long)Decompressor.GetDecompressedSize(frame);
        }
        catch (ZstdException)
        {
            return null;
        }
    }

    /// <summary>Compresses bytes as what changed since other bytes.</summary>
    public static unsafe byte[] CompressPatch(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> basis)
    {
        var packed = new byte[Methods.ZSTD_compressBound((nuint)raw.Length)];
        var context = Methods.ZSTD_createCCtx();
        try
        {
            Check(Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_compressionLevel, Level));
            Check(Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_windowLog, MinPatchWindowLog));
            Check(Methods.ZSTD_CCtx_setParameter(context, ZSTD_cParameter.ZSTD_c_enableLongDistanceMatching, 1));
            fixed (byte* from = raw, old = basis, to = packed)
            {
                Check(Methods.ZSTD_CCtx_refPrefix(context, old, (nuint)basis.Length));
                return packed[..(int)Check(Methods.ZSTD_compress2(context, to, (nuint)packed.Length, from, (nuint)raw.Length))];
            }
        }
        finally
        {
            Methods.ZSTD_freeCCtx(context);
        }
    }

    /// <summary>Decompresses what changed since other bytes.</summary>
    /// <exception cref="InvalidDataException">The frame is damaged, or has another size.</exception>
    public static unsafe void DecompressPatch(ReadOnlySpan<byte> frame, Span<byte> raw, ReadOnlySpan<byte> basis)
    {
        var context = Methods.ZSTD_createDCtx();
        try
        {
            fixed (byte* from = frame, old = basis, to = raw)
            {
                Check(Methods.ZSTD_DCtx_refPrefix(context, old, (nuint)basis.Length));
                if (Check(Methods.ZSTD_decompressDCtx(context, to, (nuint)raw.Length, from, (nuint)frame.Length)) != (nuint)raw.Length)
                {
                    throw new InvalidDataException("A patch has another size than it should.");
                }
            }
        }
        finally
        {
            Methods.ZSTD_freeDCtx(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var compressor in _compressors)
        {
            compressor.Dispose();
        }

        foreach (var decompressor in _decompressors)
        {
            decompressor.Dispose();
        }
    }

    private static nuint Check(nuint result) =>
        Methods.ZSTD_isError(result) ? throw new InvalidDataException($"Zstandard refuses a patch: {Methods.ZSTD_getErrorName(result)}.") : result;
}
