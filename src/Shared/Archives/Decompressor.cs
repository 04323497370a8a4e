using System.IO.Compression;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Forge.Shared.Archives;

/// <summary>Takes the compression off a tar.</summary>
internal static class Decompressor
{
    private const int BufferSize = 128 * 1024;

    // 32 MiB: what 'zstd -20' uses. More is memory that a stranger makes us take.
    private const int MaxWindowLog = 25;

    /// <summary>Decompresses everything.</summary>
    /// <param name="packed">The compressed bytes.</param>
    /// <param name="format">How they are compressed.</param>
    /// <param name="destination">Where the others go.</param>
    /// <param name="check">Judges how many bytes there are so far, before they are written.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ArchiveException">The compressed bytes are damaged, or <paramref name="check"/> says so.</exception>
    public static async Task CopyAsync(Stream packed, ArchiveFormat format, Stream destination, Action<long> check, CancellationToken cancellationToken)
    {
        var name = format is ArchiveFormat.TarGzip ? "gzip" : "Zstandard";
        var content = Open(packed, format);
        await using (content.ConfigureAwait(false))
        {
            var buffer = new byte[BufferSize];
            var size = 0L;
            try
            {
                int read;
                while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    size += read;
                    check(size);
                    await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (ZstdException e) when (e.Code is ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge)
            {
                throw ArchiveException.Whole($"its Zstandard layer needs a window of more than {1 << MaxWindowLog >> 20} MiB; compress it without --long and --ultra", e);
            }
            catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
            {
                throw ArchiveException.Whole($"its {name} layer is damaged ({e.Message.TrimEnd('.')})", e);
            }
        }
    }

    private static Stream Open(Stream packed, ArchiveFormat format)
    {
        if (format is ArchiveFormat.TarGzip)
        {
            return new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        }

        var zstd = new DecompressionStream(packed, BufferSize, checkEndOfStream: true, leaveOpen: true);
        zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
        return zstd;
    }
}
