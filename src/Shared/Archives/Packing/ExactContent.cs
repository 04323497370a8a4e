namespace Forge.Shared.Archives.Packing;

/// <summary>Reads content that must have the size that its entry states: a file that changes while it is packed must not damage the archive.</summary>
internal static class ExactContent
{
    /// <summary>Reads the next bytes of a content.</summary>
    /// <exception cref="ArchiveException">There are not as many.</exception>
    public static async ValueTask ReadAsync(ArchiveEntry entry, Stream content, PooledBytes block, int bytes, CancellationToken cancellationToken)
    {
        while (block.Length < bytes)
        {
            var read = await content.ReadAsync(block.Array.AsMemory(block.Length, bytes - block.Length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                throw ArchiveException.For(entry.Path, "became shorter while it was packed");
            }

            block.Length += read;
        }
    }

    /// <summary>Checks that a content has been read to its end.</summary>
    /// <exception cref="ArchiveException">There is more.</exception>
    public static async ValueTask CheckEndAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken)
    {
        if (await content.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) != 0)
        {
            throw ArchiveException.For(entry.Path, "became longer while it was packed");
        }
    }
}
