using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>The journal between opening it and closing it, or losing it.</summary>
internal sealed class JournalSession(JournalFile file, JournalQueries queries) : IDisposable
{
    private JournalWriter? _writer;
    private volatile JournalException? _failure;

    /// <summary>Gets why nothing of this session can be relied on any more; null as long as all is well.</summary>
    public JournalException? Failure => _failure;

    /// <summary>Gives the session the connection that writes.</summary>
    public void StartWriting(SqliteConnection connection, JournalClock clock) =>
        _writer = new JournalWriter(connection, clock, file.Path, failure => _failure = failure);

    /// <summary>Makes a change.</summary>
    public Task<T> WriteAsync<T>(Func<JournalChanges, T> change, CancellationToken cancellationToken) => _writer!.WriteAsync(change, cancellationToken);

    /// <summary>Asks a question, away from the caller's thread: it may wait for the disk.</summary>
    public Task<T> ReadAsync<T>(Func<JournalQueries, T> query, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return query(queries);
            }
            catch (SqliteException e)
            {
                var failure = SqliteFailure.ToJournalException(e, file.Path);
                if (SqliteFailure.Poisons(e))
                {
                    _failure = failure;
                }

                throw failure;
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        file.CloseReaders();
    }
}
