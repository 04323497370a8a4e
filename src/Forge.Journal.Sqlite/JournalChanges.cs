using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Everything that changes the journal, as statements of the one connection that writes, inside of its transaction.</summary>
internal sealed class JournalChanges(SqliteConnection connection, JournalClock clock) : IDisposable
{
    private const string StreamColumns = "ordinal, kind, key, sequence, closed, owner, epoch, expires";

    private readonly Statement _findStream = new(connection, $"SELECT {StreamColumns} FROM streams WHERE kind = $0 AND key = $1", 2);
    private readonly Statement _findFree = new(
        connection, $"SELECT {StreamColumns} FROM streams WHERE kind = $0 AND closed = 0 AND (owner IS NULL OR expires <= $1) ORDER BY ordinal LIMIT 1", 2);

    private readonly Statement _addStream = new(
        connection, $"INSERT INTO streams (kind, key, sequence, closed, owner, epoch, expires) VALUES ($0, $1, 0, 0, NULL, 0, 0) RETURNING {StreamColumns}", 2);

    private readonly Statement _advanceStream = new(connection, "UPDATE streams SET sequence = $1, closed = max(closed, $2) WHERE ordinal = $0", 3);
    private readonly Statement _addEvent = new(
        connection, "INSERT INTO events (stream, sequence, recorded, type, version, data) VALUES ($0, $1, $2, $3, $4, $5)", 6);

    private readonly Statement _addToOutbox = new(connection, "INSERT INTO outbox (id, type, subject, data) VALUES ($0, $1, $2, $3) ON CONFLICT (id) DO NOTHING", 4);
    private readonly Statement _removeFromOutbox = new(connection, "DELETE FROM outbox WHERE id = $0", 1);
    private readonly Statement _accept = new(
        connection,
        """
        INSERT INTO readers (name, accepted) SELECT $0, ordinal FROM outbox WHERE id = $1
        ON CONFLICT (name) DO UPDATE SET accepted = max(accepted, excluded.accepted)
        """,
        2);

    private readonly Statement _setTimer = new(
        connection, "INSERT INTO timers (kind, key, name, due) VALUES ($0, $1, $2, $3) ON CONFLICT (kind, key, name) DO UPDATE SET due = excluded.due", 4);

    private readonly Statement _clearTimer = new(connection, "DELETE FROM timers WHERE kind = $0 AND key = $1 AND name = $2", 3);
    private readonly Statement _nextEpoch = new(connection, "UPDATE journal SET epoch = epoch + 1 RETURNING epoch", 0);
    private readonly Statement _grant = new(connection, "UPDATE streams SET owner = $1, epoch = $2, expires = $3 WHERE ordinal = $0", 4);
    private readonly Statement _free = new(connection, "UPDATE streams SET owner = NULL WHERE ordinal = $0", 1);
    private readonly Statement _freeAll = new(connection, "UPDATE streams SET owner = NULL WHERE owner IS NOT NULL", 0);

    /// <summary>Records a batch, or nothing of it.</summary>
    public JournalAppendStatus Append(JournalBatch batch)
    {
        if (batch.Lease is { } lease && Find(lease.Stream)?.IsHeldUnder(lease) != true)
        {
            return JournalAppendStatus.Fenced;
        }

        var rows = batch.Appends.Select(append => Find(append.Stream)).ToArray();
        if (batch.Appends.Zip(rows).Any(pair => pair.First.ExpectedSequence != (pair.Second?.Sequence ?? 0)))
        {
            return JournalAppendStatus.Conflict;
        }

        // Only now does anything change, so that a batch that is refused needs no undoing.
        var recorded = clock.WallTicks;
        foreach (var (append, row) in batch.Appends.Zip(rows))
        {
            Record(append, row ?? _addStream.ReadFirst(ToRow, append.Stream.Kind, append.Stream.Key)!, recorded);
        }

        foreach (var forgeEvent in batch.Outbox)
        {
            _addToOutbox.Run(forgeEvent.Id, forgeEvent.Type, forgeEvent.Subject, forgeEvent.Data);
        }

        SetTimers(batch);
        return JournalAppendStatus.Appended;
    }

    /// <summary>Grants the oldest free history of a kind.</summary>
    public JournalLease? ClaimNext(string kind, string owner, TimeSpan timeToLive) =>
        _findFree.ReadFirst(ToRow, kind, clock.Ticks) is { } row ? Grant(row, owner, timeToLive) : null;

    /// <summary>Grants one history if it is free.</summary>
    public JournalLease? Claim(StreamId stream, string owner, TimeSpan timeToLive) =>
        Find(stream) is { } row && row.IsFree(clock.Ticks) ? Grant(row, owner, timeToLive) : null;

    /// <summary>Prolongs a lease if it is held.</summary>
    public bool Renew(JournalLease lease, TimeSpan timeToLive)
    {
        if (Find(lease.Stream) is not { } row || !row.IsHeldUnder(lease))
        {
            return false;
        }

        _grant.Run(row.Ordinal, lease.Owner, lease.Epoch, clock.Ticks + timeToLive.Ticks);
        return true;
    }

    /// <summary>Frees a history if the lease on it is held.</summary>
    public bool Release(JournalLease lease)
    {
        if (Find(lease.Stream) is not { } row || !row.IsHeldUnder(lease))
        {
            return false;
        }

        _free.Run(row.Ordinal);
        return true;
    }

    /// <summary>Frees all histories: whoever held them is dead.</summary>
    /// <returns>How many there were.</returns>
    public int ReleaseAll() => _freeAll.Run();

    /// <summary>Takes delivered events out of the outbox.</summary>
    public int Complete(IReadOnlyCollection<string> ids) => ids.Sum(id => _removeFromOutbox.Run(id));

    /// <summary>Notes how far a reader has come.</summary>
    public int Accept(string reader, string id) => _accept.Run(reader, id);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in (Statement[])[_findStream, _findFree, _addStream, _advanceStream, _addEvent, _addToOutbox, _removeFromOutbox,
            _accept, _setTimer, _clearTimer, _nextEpoch, _grant, _free, _freeAll])
        {
            statement.Dispose();
        }
    }

    private StreamRow? Find(StreamId stream) => _findStream.ReadFirst(ToRow, stream.Kind, stream.Key);

    private void Record(JournalAppend append, StreamRow row, long recorded)
    {
        var sequence = row.Sequence;
        foreach (var entry in append.Entries)
        {
            _addEvent.Run(row.Ordinal, ++sequence, recorded, entry.Type, entry.Version, entry.Data);
        }

        _advanceStream.Run(row.Ordinal, sequence, append.Closes ? 1 : 0);
    }

    // Cleared before they are set: a batch may replace a timer.
    private void SetTimers(JournalBatch batch)
    {
        foreach (var key in batch.Clear)
        {
            _clearTimer.Run(key.Stream.Kind, key.Stream.Key, key.Name);
        }

        foreach (var timer in batch.Timers)
        {
            _setTimer.Run(timer.Stream.Kind, timer.Stream.Key, timer.Name, clock.Ticks + timer.Delay.Ticks);
        }
    }

    private JournalLease Grant(StreamRow row, string owner, TimeSpan timeToLive)
    {
        var lease = _nextEpoch.ReadFirst(reader => new JournalLease { Stream = row.Stream, Owner = owner, Epoch = reader.GetInt64(0) })!;
        _grant.Run(row.Ordinal, owner, lease.Epoch, clock.Ticks + timeToLive.Ticks);
        return lease;
    }

    private static StreamRow ToRow(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        new StreamId(reader.GetString(1), reader.GetString(2)),
        reader.GetInt64(3),
        reader.GetInt64(4) != 0,
        reader.IsDBNull(5) ? null : reader.GetString(5),
        reader.GetInt64(6),
        reader.GetInt64(7));
}
