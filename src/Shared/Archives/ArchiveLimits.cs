namespace Forge.Shared.Archives;

/// <summary>What an archive may ask of us.</summary>
internal sealed record ArchiveLimits
{
    private const long RatioFree = 16 * 1024 * 1024;

    /// <summary>Gets the limits for revisions and artifacts.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Gets the most entries.</summary>
    /// <value>The default is 200,000.</value>
    public int Entries { get; init; } = 200_000;

    /// <summary>Gets the most bytes of one file.</summary>
    /// <value>The default is 8 GiB.</value>
    public long EntrySize { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>Gets the most bytes of all files.</summary>
    /// <value>The default is 32 GiB.</value>
    public long TotalSize { get; init; } = 32L * 1024 * 1024 * 1024;

    /// <summary>Gets how many times larger than the archive its files may be, once they have more than 16 MiB.</summary>
    /// <value>The default is 250.</value>
    public int Ratio { get; init; } = 250;

    /// <summary>Gets which links are allowed.</summary>
    /// <value>The default is <see cref="ArchiveLinks.Inside"/>.</value>
    public ArchiveLinks Links { get; init; }

    /// <summary>Gets which names are allowed.</summary>
    /// <value>The default is <see cref="ArchiveNames.Portable"/>.</value>
    public ArchiveNames Names { get; init; }

    /// <summary>Gets a value indicating whether FIFOs, devices and set-id bits are left out. An archive of a stranger is refused for them; in one of a directory that programs use they are nothing special.</summary>
    /// <value>The default is false.</value>
    public bool IsLenient { get; init; }

    /// <summary>Refuses an archive that unpacks to too much.</summary>
    /// <param name="unpacked">The bytes of all files, as far as they are known.</param>
    /// <param name="packed">The bytes of the archive.</param>
    public void CheckTotal(long unpacked, long packed)
    {
        if (unpacked > TotalSize)
        {
            throw ArchiveException.Whole($"its files have more than {TotalSize:N0} bytes together");
        }

        if (unpacked > RatioFree && unpacked / Ratio > packed)
        {
            throw ArchiveException.Whole($"its files are more than {Ratio} times larger than the archive");
        }
    }
}
