using System.IO.Compression;
using System.Security.Cryptography;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Forge.Shared.Archives;

/// <summary>Takes the compression off a tar.</summary>
internal static class Decompressor
{
    private const int BufferSize = 128 * 1024;
    private const int MarkerSize = 16;

    // 32 MiB: what 'zstd -20' uses. More is memory that a stranger makes us take.
    private const int MaxWindowLog = 25;

    /// <summary>Decompresses everything.</summary>
    /// <param name="packed">The compressed bytes.</param>
    /// <param name="format">How they are compressed.</param>
    /// <param name="destination">Where the others go: an empty file, whose position is at its end then.</param>
    /// <param name="check">Judges how many bytes there are so far, before they are written.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="ArchiveException">The compressed bytes are damaged, or <paramref name="check"/> says so.</exception>
    public static async Task CopyAsync(Stream packed, ArchiveFormat format, FileStream destination, Action<long> check, CancellationToken cancellationToken)
    {
        var name = format is ArchiveFormat.TarGzip ? "gzip" : "Zstandard";
        var marker = format is ArchiveFormat.TarGzip ? RandomNumberGenerator.GetBytes(MarkerSize) : [];
        var content = Open(packed, format, marker);
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

        await RemoveAsync(marker, destination, cancellationToken).ConfigureAwait(false);
    }

    // GZipStream takes a content that is cut off for one that has ended. What was put behind it comes out whole only behind an end.
    private static async Task RemoveAsync(byte[] marker, FileStream content, CancellationToken cancellationToken)
    {
        var found = new byte[marker.Length];
        content.Position = Math.Max(0, content.Length - marker.Length);
        await content.ReadAtLeastAsync(found, found.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (!found.AsSpan().SequenceEqual(marker))
        {
            throw ArchiveException.Whole("its gzip layer is damaged (it is cut off, or something stands behind it)");
        }

        content.SetLength(content.Length - marker.Length);
        content.Position = content.Length;
    }

    private static Stream Open(Stream packed, ArchiveFormat format, byte[] marker)
    {
        if (format is ArchiveFormat.TarGzip)
        {
            return new GZipStream(new JoinedStream(packed, new MemoryStream(Gzip(marker))), CompressionMode.Decompress);
        }

        var zstd = new DecompressionStream(packed, BufferSize, checkEndOfStream: true, leaveOpen: true);
        zstd.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, MaxWindowLog);
        return zstd;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
