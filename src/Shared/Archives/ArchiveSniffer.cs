using System.Buffers.Binary;
using Forge.Shared.Archives.Tar;

namespace Forge.Shared.Archives;

/// <summary>Tells the format of an archive by its first bytes; names say nothing.</summary>
internal static class ArchiveSniffer
{
    private const int SniffSize = TarHeader.BlockSize;
    private const uint ZstdMagic = 0xFD2FB528;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFF_FFF0;

    /// <summary>Looks at an archive.</summary>
    /// <exception cref="ArchiveException">It is none.</exception>
    public static async Task<ArchiveFormat> SniffAsync(Stream archive, CancellationToken cancellationToken)
    {
        var start = new byte[SniffSize];
        archive.Position = 0;
        var length = await archive.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Sniff(start.AsSpan(0, length));
    }

    private static ArchiveFormat Sniff(ReadOnlySpan<byte> start) => start switch
    {
        [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..] => ArchiveFormat.Zip,
        [0x1F, 0x8B, ..] => ArchiveFormat.TarGzip,
        _ when IsZstd(start) => ArchiveFormat.TarZstd,
        _ when TarHeader.IsHeader(start) => ArchiveFormat.Tar,
        { Length: SniffSize } when !start.ContainsAnyExcept((byte)0) => ArchiveFormat.Tar,
        [] => throw ArchiveException.Whole("it is empty"),
        _ => throw ArchiveException.Whole("it is neither a zip nor a tar, nor a tar compressed with gzip or Zstandard"),
    };

    private static bool IsZstd(ReadOnlySpan<byte> start) =>
        BinaryPrimitives.TryReadUInt32LittleEndian(start, out var magic) && (magic == ZstdMagic || (magic & SkippableMask) == SkippableMagic);
}
