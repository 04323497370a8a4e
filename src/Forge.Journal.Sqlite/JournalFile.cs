using Forge.Shared.Files;
using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Opens the database file, and only when it can be trusted.</summary>
internal sealed class JournalFile(string path)
{
    private const string NewSuffix = "-new";
    private const int BusySeconds = 5;

    /// <summary>Gets the absolute path.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    private string Directory => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Makes the directory, and refuses one that is in another machine.</summary>
    /// <exception cref="JournalException">The directory cannot be used.</exception>
    public void PrepareDirectory()
    {
        try
        {
            DurableDirectory.Create(Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"The journal '{Path}' cannot be opened: its directory cannot be made ({e.Message.TrimEnd('.')}). Choose another directory.",
                JournalFailure.Unavailable,
                isTransient: false,
                e);
        }

        LocalFileSystem.Check(Directory);
    }

    /// <summary>Creates the journal unless the file is there. Runs under the lock of the host.</summary>
    /// <remarks>
    /// The file appears under its name when it is complete. A file without content is therefore never a journal that was about to
    /// be created, but one that has been damaged.
    /// </remarks>
    public void CreateIfMissing()
    {
        if (File.Exists(Path))
        {
            return;
        }

        var created = Path + NewSuffix;
        foreach (var remains in (string[])[created, $"{created}-wal", $"{created}-shm"])
        {
            File.Delete(remains);
        }

        using (var connection = Connect(created, SqliteOpenMode.ReadWriteCreate))
        {
            connection.Run("PRAGMA synchronous = FULL");
            JournalSchema.Create(connection);
        }

        File.Move(created, Path);
        DurableDirectory.Flush(Directory);
    }

    /// <summary>Opens the one connection that writes.</summary>
    /// <exception cref="JournalException">The file is missing, damaged, or not a journal of this version.</exception>
    public SqliteConnection OpenWriter()
    {
        CheckContent();
        var connection = Connect(Path, SqliteOpenMode.ReadWrite);
        try
        {
            connection.Run("PRAGMA synchronous = FULL");
            connection.Run("PRAGMA foreign_keys = ON");
            connection.Run("PRAGMA wal_autocheckpoint = 1000");
            connection.Run("PRAGMA journal_size_limit = 67108864");
            JournalSchema.Check(connection, Path);
            if (connection.ReadText("PRAGMA quick_check(1)") is not "ok" and var damage)
            {
                throw SqliteFailure.Damaged(Path, damage);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Opens a connection that reads; it comes from a pool.</summary>
    public SqliteConnection OpenReader() => Connect(Path, SqliteOpenMode.ReadOnly, isPooled: true);

    /// <summary>Refuses a journal that this process could only misread.</summary>
    /// <exception cref="JournalException">The file is missing, damaged, or not a journal of this version.</exception>
    public void CheckReadable()
    {
        CheckContent();
        using var connection = OpenReader();
        JournalSchema.Check(connection, Path);
    }

    /// <summary>Closes the pooled connections that nobody uses.</summary>
    public void CloseReaders()
    {
        using var connection = new SqliteConnection(ConnectionString(Path, SqliteOpenMode.ReadOnly, isPooled: true));
        SqliteConnection.ClearPool(connection);
    }

    private void CheckContent()
    {
        var file = new FileInfo(Path);
        if (!file.Exists)
        {
            throw new JournalException($"There is no journal '{Path}'. Start the host that writes it, or put a backup in its place.", JournalFailure.Unavailable);
        }

        if (file.Length == 0)
        {
            throw SqliteFailure.Damaged(Path, "the file is empty");
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode, bool isPooled = false)
    {
        var connection = new SqliteConnection(ConnectionString(path, mode, isPooled));
        try
        {
            connection.Open();
            SqliteVersion.Check(connection.ServerVersion);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ConnectionString(string path, SqliteOpenMode mode, bool isPooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = isPooled,
        DefaultTimeout = BusySeconds,
    }.ToString();
}
