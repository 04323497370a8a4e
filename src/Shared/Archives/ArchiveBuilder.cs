using Forge.Shared.Archives.Packing;
using Forge.Shared.Archives.Tar;

namespace Forge.Shared.Archives;

/// <summary>Makes the writer of a format.</summary>
internal static class ArchiveBuilder
{
    /// <summary>Begins an archive.</summary>
    /// <param name="format">Its format.</param>
    /// <param name="destination">Where it goes; only written to, need not be seekable. Stays the caller's.</param>
    public static IArchiveBuilder Create(ArchiveFormat format, Stream destination) => format switch
    {
        ArchiveFormat.Zip => new ZipBuilder(destination),
        ArchiveFormat.Tar => new TarBuilder(destination),
        ArchiveFormat.TarGzip => new CompressedTarBuilder(destination, new GzipCodec()),
        ArchiveFormat.TarZstd => new CompressedTarBuilder(destination, new ZstdCodec()),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "There is no such format."),
    };
}
