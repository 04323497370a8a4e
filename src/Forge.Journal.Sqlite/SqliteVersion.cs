namespace Forge.Journal.Sqlite;

/// <summary>Knows which versions of SQLite can be trusted with a write-ahead log.</summary>
/// <remarks>Versions before these may lose or damage commits when a log is reset while a second connection is open: sqlite.org/wal.html#walresetbug.</remarks>
internal static class SqliteVersion
{
    private static readonly Version Fixed = new(3, 51, 3);
    private static readonly Version[] Backports = [new(3, 50, 7), new(3, 44, 6)];

    /// <summary>Refuses a version that cannot be trusted.</summary>
    /// <exception cref="JournalException">The version is not good enough.</exception>
    public static void Check(string version)
    {
        if (!Version.TryParse(version, out var parsed) || !IsTrusted(parsed))
        {
            throw new JournalException(
                $"SQLite {version} may lose commits in a write-ahead log. Use the one that Microsoft.Data.Sqlite brings along, or {Fixed} or later.",
                JournalFailure.Unsupported);
        }
    }

    private static bool IsTrusted(Version version) =>
        version >= Fixed || Array.Exists(Backports, fix => version >= fix && version.Major == fix.Major && version.Minor == fix.Minor);
}
