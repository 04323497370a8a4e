using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>The tables of the journal.</summary>
internal static class JournalSchema
{
    /// <summary>The version that this code reads and writes.</summary>
    public const int Version = 2;

    // "Frgj": says whose database it is.
    private const int ApplicationId = 0x4672676A;

    private const string Tables = """
        CREATE TABLE journal (version INTEGER NOT NULL, epoch INTEGER NOT NULL) STRICT;
        CREATE TABLE streams (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            closed INTEGER NOT NULL,
            owner TEXT,
            epoch INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            UNIQUE (kind, key)) STRICT;
        CREATE INDEX streams_by_kind ON streams (kind, ordinal);
        CREATE INDEX streams_open ON streams (kind, ordinal) WHERE closed = 0;
        CREATE TABLE events (
            stream INTEGER NOT NULL REFERENCES streams (ordinal),
            sequence INTEGER NOT NULL,
            recorded INTEGER NOT NULL,
            type TEXT NOT NULL,
            version INTEGER NOT NULL,
            data TEXT NOT NULL,
            PRIMARY KEY (stream, sequence)) STRICT, WITHOUT ROWID;
        CREATE TABLE timers (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            name TEXT NOT NULL,
            due INTEGER NOT NULL,
            PRIMARY KEY (kind, key, name)) STRICT, WITHOUT ROWID;
        CREATE INDEX timers_by_time ON timers (due);
        CREATE TABLE outbox (
            ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            data TEXT NOT NULL) STRICT;
        CREATE TABLE readers (name TEXT PRIMARY KEY, accepted INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Fills an empty database.</summary>
    public static void Create(SqliteConnection connection)
    {
        connection.Run("PRAGMA journal_mode = WAL");
        connection.Run($"PRAGMA application_id = {ApplicationId}");
        connection.Run("BEGIN IMMEDIATE");
        connection.Run(Tables);
        connection.Run($"INSERT INTO journal (version, epoch) VALUES ({Version}, 0)");
        connection.Run("COMMIT");
    }

    /// <summary>Refuses a database that is no journal, or one that a newer Forge wrote.</summary>
    /// <exception cref="JournalException">The database cannot be used.</exception>
    public static void Check(SqliteConnection connection, string path)
    {
        if (connection.ReadNumber("PRAGMA application_id") != ApplicationId)
        {
            throw new JournalException($"'{path}' is a database, but not a journal of Forge. Choose another file.", JournalFailure.Unsupported);
        }

        var version = connection.ReadNumber("SELECT version FROM journal");
        if (version != Version)
        {
            throw new JournalException(
                $"The journal '{path}' has version {version}, and this Forge knows version {Version}. Use the Forge that wrote it, or a later one.", JournalFailure.Unsupported);
        }
    }
}
