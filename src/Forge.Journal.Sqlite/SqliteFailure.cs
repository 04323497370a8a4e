using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Judges what SQLite reports.</summary>
internal static class SqliteFailure
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int SharedMemorySize = 4874;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Tells whether nobody knows any more what is in the file, so that it has to be opened and read again.</summary>
    public static bool Poisons(SqliteException exception) =>
        exception.SqliteErrorCode is InputOutput or Corrupt or Full or CannotOpen or NotADatabase;

    /// <summary>Turns an error of SQLite into one of the journal.</summary>
    public static JournalException ToJournalException(SqliteException exception, string path) => exception switch
    {
        { SqliteErrorCode: Full } or { SqliteExtendedErrorCode: SharedMemorySize } => FullDisk(path, exception),
        { SqliteErrorCode: Corrupt or NotADatabase } => Damaged(path, exception.Message, exception),
        { SqliteErrorCode: Busy or Locked } => new JournalException(
            $"The journal '{path}' is locked by another program. Close what has it open.", JournalFailure.Unavailable, isTransient: true, exception),
        _ => new JournalException(
            $"The journal '{path}' cannot be used: {exception.Message.TrimEnd('.')}. Check the file system and the kernel's log.", JournalFailure.Unavailable, isTransient: true, exception),
    };

    /// <summary>Turns an error of the files around the database into one of the journal.</summary>
    public static JournalException ToJournalException(IOException exception, string path) => exception.HResult is NoSpace or QuotaExceeded
        ? FullDisk(path, exception)
        : new JournalException(
            $"The journal '{path}' cannot be opened: {exception.Message.TrimEnd('.')}. Check the file system.", JournalFailure.Unavailable, isTransient: true, exception);

    /// <summary>Makes the exception for a damaged file.</summary>
    public static JournalException Damaged(string path, string damage, Exception? cause = null) => new(
        $"The journal '{path}' is damaged: {damage.TrimEnd('.')}. It was left as it is; put a backup in its place.", JournalFailure.Corrupt, isTransient: false, cause);

    private static JournalException FullDisk(string path, Exception cause) => new(
        $"The journal '{path}' is full: its file system has no room. Make room; the journal then goes on by itself.", JournalFailure.NoSpace, isTransient: true, cause);
}
