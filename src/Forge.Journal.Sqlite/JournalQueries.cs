using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Everything that is asked of the journal, each question on a read-only connection from the pool.</summary>
/// <remarks>Long answers come in pages: a reader that takes its time must not hold back the write-ahead log.</remarks>
internal sealed class JournalQueries(JournalFile file, JournalClock clock)
{
    private const int PageSize = 256;

    /// <summary>Counts the events of a history.</summary>
    public long ReadLength(StreamId stream) =>
        Read("SELECT sequence FROM streams WHERE kind = $0 AND key = $1", reader => reader.GetInt64(0), stream.Kind, stream.Key).FirstOrDefault();

    /// <summary>Reads a page of a history.</summary>
    public List<JournalEvent> ReadEvents(StreamId stream, long fromSequence, long lastSequence) => Read(
        """
        SELECT events.sequence, recorded, type, version, data FROM streams JOIN events ON stream = ordinal
        WHERE kind = $0 AND key = $1 AND events.sequence BETWEEN $2 AND $3 ORDER BY events.sequence LIMIT $4
        """,
        reader => new JournalEvent
        {
            Stream = stream,
            Sequence = reader.GetInt64(0),
            RecordedAt = new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero),
            Entry = new JournalEntry { Type = reader.GetString(2), Version = reader.GetInt32(3), Data = reader.GetString(4) },
        },
        stream.Kind,
        stream.Key,
        fromSequence,
        lastSequence,
        PageSize);

    /// <summary>Reads a page of the list of histories, the newest first.</summary>
    public List<(long Ordinal, StreamId Stream)> ReadStreams(string kind, long beforeOrdinal) => Read(
        "SELECT ordinal, key FROM streams WHERE kind = $0 AND ordinal < $1 ORDER BY ordinal DESC LIMIT $2",
        reader => (reader.GetInt64(0), new StreamId(kind, reader.GetString(1))),
        kind,
        beforeOrdinal,
        PageSize);

    /// <summary>Reads the timers that are due.</summary>
    public List<JournalTimerKey> ReadDueTimers(int most) => Read(
        "SELECT kind, key, name FROM timers WHERE due <= $0 ORDER BY due, kind, key, name LIMIT $1",
        reader => new JournalTimerKey { Stream = new StreamId(reader.GetString(0), reader.GetString(1)), Name = reader.GetString(2) },
        clock.Ticks,
        most);

    /// <summary>Reads the events that wait for delivery.</summary>
    public List<ForgeEvent> ReadOutbox(int most) => Read("SELECT id, type, subject, data FROM outbox ORDER BY ordinal LIMIT $0", ToEvent, most);

    /// <summary>Reads the events that a reader has not accepted.</summary>
    public List<ForgeEvent> ReadOutbox(string reader, int most) => Read(
        "SELECT id, type, subject, data FROM outbox WHERE ordinal > coalesce((SELECT accepted FROM readers WHERE name = $0), 0) ORDER BY ordinal LIMIT $1",
        ToEvent,
        reader,
        most);

    private static ForgeEvent ToEvent(SqliteDataReader reader) =>
        new() { Id = reader.GetString(0), Type = reader.GetString(1), Subject = reader.GetString(2), Data = reader.GetString(3) };

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using var connection = file.OpenReader();
        using var statement = new Statement(connection, sql, values.Length);
        return statement.ReadAll(read, values);
    }
}
