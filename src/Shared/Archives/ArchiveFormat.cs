namespace Forge.Shared.Archives;

/// <summary>The formats that are written and read.</summary>
internal enum ArchiveFormat
{
    /// <summary>A zip, deflated.</summary>
    Zip,

    /// <summary>A tar, not compressed.</summary>
    Tar,

    /// <summary>A gzipped tar.</summary>
    TarGzip,

    /// <summary>A tar compressed with Zstandard.</summary>
    TarZstd,
}
