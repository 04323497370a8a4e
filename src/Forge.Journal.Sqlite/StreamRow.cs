namespace Forge.Journal.Sqlite;

/// <summary>What the table of histories says about one of them.</summary>
internal sealed record StreamRow(long Ordinal, StreamId Stream, long Sequence, bool IsClosed, string? Owner, long Epoch, long Expires)
{
    /// <summary>Tells whether a lease is the one that was granted last and not given back.</summary>
    /// <remarks>It may have expired: until the history is granted to somebody else there is still only one who drives it.</remarks>
    public bool IsHeldUnder(JournalLease lease) => Owner == lease.Owner && Epoch == lease.Epoch;

    /// <summary>Tells whether the history can be granted.</summary>
    public bool IsFree(long now) => !IsClosed && (Owner is null || Expires <= now);
}
