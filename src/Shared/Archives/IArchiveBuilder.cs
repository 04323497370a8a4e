namespace Forge.Shared.Archives;

/// <summary>Writes an archive, entry by entry, in the caller's order.</summary>
/// <remarks>
/// Not for concurrent use; the work itself runs on all processors. An archive is whole only after <see cref="CompleteAsync"/>;
/// disposing without it leaves a destination that is of no use. The destination stays the caller's. Never is a whole archive, or a whole large file, in memory.
/// </remarks>
internal interface IArchiveBuilder : IAsyncDisposable
{
    /// <summary>Adds an entry.</summary>
    /// <param name="entry">What it is; its time counts only where the archive keeps times.</param>
    /// <param name="content">The content of a file, which must have exactly the stated size; not read for anything else. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the writing; the archive is then of no use.</param>
    /// <exception cref="ArchiveException">The path breaks a rule of archives, is there already, or the content does not have the stated size.</exception>
    ValueTask AddAsync(ArchiveEntry entry, Stream content, CancellationToken cancellationToken);

    /// <summary>Writes what is left and ends the archive.</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);
}
