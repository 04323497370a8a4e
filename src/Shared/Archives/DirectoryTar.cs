using Forge.Shared.Archives.Tar;

namespace Forge.Shared.Archives;

/// <summary>Moves a directory tree through a stream, as a tar.</summary>
internal static class DirectoryTar
{
    private static readonly PackOptions Everything = new() { KeepsMetadata = true, Links = PackedLinks.Entries };

    /// <summary>Writes everything below a directory. No link is followed; sockets, FIFOs and devices are left out.</summary>
    /// <param name="directory">The directory; itself not part of the tar.</param>
    /// <param name="destination">Where the tar goes. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the writing; the tar is then incomplete.</param>
    /// <exception cref="ArchiveException">A file became shorter meanwhile.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static async Task WriteAsync(string directory, Stream destination, CancellationToken cancellationToken)
    {
        var tar = new TarBuilder(destination);
        await DirectoryArchive.AddAsync(tar, directory, Everything, cancellationToken).ConfigureAwait(false);
        await tar.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Unpacks an uncompressed tar as it streams by. What is in the directory stays, unless a file or a link takes its place.</summary>
    /// <param name="tar">The tar, read to its end mark. Stays the caller's.</param>
    /// <param name="directory">The directory, created if it is missing. No link in it is followed.</param>
    /// <param name="limits">What the tar may ask of us.</param>
    /// <param name="cancellationToken">Cancels the unpacking.</param>
    /// <exception cref="ArchiveException">The tar is damaged or breaks a rule. What stands before the offending entry may have been unpacked.</exception>
    public static async Task ExtractAsync(Stream tar, string directory, ArchiveLimits limits, CancellationToken cancellationToken)
    {
        var table = new EntryTable(limits);
        var scanner = new TarScanner(tar, table);
        var tree = new TreeWriter(directory);
        while (await scanner.NextAsync(cancellationToken).ConfigureAwait(false) is var (entry, original))
        {
            limits.CheckTotal(table.TotalSize, packed: long.MaxValue);
            switch (entry.Kind)
            {
                case ArchiveEntryKind.Directory:
                    tree.AddDirectory(entry);
                    break;
                case ArchiveEntryKind.Link:
                    tree.AddLink(entry);
                    break;
                default:
                    Stream content = original is null ? scanner.OpenContent(entry) : tree.OpenWritten(original);
                    await using (content.ConfigureAwait(false))
                    {
                        await tree.AddFileAsync(entry, content, cancellationToken).ConfigureAwait(false);
                    }

                    break;
            }
        }

        table.CheckLinks(root: "");
        tree.Complete();
    }
}
