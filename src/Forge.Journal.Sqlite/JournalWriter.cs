using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Forge.Journal.Sqlite;

/// <summary>Owns the connection that writes. Changes that wait at the same time share one transaction, and so one flush of the disk.</summary>
internal sealed class JournalWriter : IDisposable
{
    private const int MostPerCommit = 256;

    private readonly Lock _connectionLock = new();
    private readonly SqliteConnection _connection;
    private readonly JournalChanges _changes;
    private readonly string _path;
    private readonly Action<JournalException> _poisoned;
    private readonly Channel<PendingChange> _queue = Channel.CreateUnbounded<PendingChange>(new UnboundedChannelOptions { SingleReader = true });
    private bool _isClosed;
    private JournalException? _failure;

    /// <summary>Initializes a new instance of the <see cref="JournalWriter"/> class and begins to work.</summary>
    /// <param name="connection">The connection, owned from now on.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="poisoned">Called when nobody knows any more what is in the file.</param>
    public JournalWriter(SqliteConnection connection, JournalClock clock, string path, Action<JournalException> poisoned)
    {
        _connection = connection;
        _changes = new JournalChanges(connection, clock);
        _path = path;
        _poisoned = poisoned;
        _ = Task.Run(WriteAsync);
    }

    /// <summary>Makes a change.</summary>
    /// <returns>Its result, once it is durable.</returns>
    /// <exception cref="JournalException">It failed. When the storage failed at the commit, the change may be there all the same.</exception>
    public Task<T> WriteAsync<T>(Func<JournalChanges, T> change, CancellationToken cancellationToken)
    {
        var pending = new PendingResult<T>(change, cancellationToken);
        if (!_queue.Writer.TryWrite(pending))
        {
            pending.Fail(Closed());
        }

        return pending.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        lock (_connectionLock)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                _changes.Dispose();
                _connection.Dispose();
            }
        }
    }

    private async Task WriteAsync()
    {
        var group = new List<PendingChange>();
        try
        {
            while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                group.Clear();
                while (group.Count < MostPerCommit && _queue.Reader.TryRead(out var next))
                {
                    group.Add(next);
                }

                group.RemoveAll(pending => pending.IsAbandoned);
                Write(group);
            }
        }
        finally
        {
            // Reached with something in hand only when this code is wrong; nobody must wait for ever because of that.
            _queue.Writer.TryComplete();
            FailAll(group, Closed());
            while (_queue.Reader.TryRead(out var waiting))
            {
                waiting.Fail(Closed());
            }
        }
    }

    private void Write(List<PendingChange> group)
    {
        lock (_connectionLock)
        {
            // What waited behind a change that was lost must not be made on what nobody has read again.
            if (_isClosed || _failure is not null)
            {
                FailAll(group, _failure ?? Closed());
                return;
            }

            var hasBegun = false;
            try
            {
                _connection.Run("BEGIN IMMEDIATE");
                hasBegun = true;
                group.ForEach(pending => pending.Apply(_changes));
                _connection.Run("COMMIT");
            }
            catch (SqliteException e)
            {
                Fail(group, e, hasBegun);
                return;
            }
        }

        group.ForEach(pending => pending.Complete());
    }

    private void Fail(List<PendingChange> group, SqliteException cause, bool hasBegun)
    {
        var failure = SqliteFailure.ToJournalException(cause, _path);
        if (SqliteFailure.Poisons(cause) || (hasBegun && !TryRollBack()))
        {
            _failure = failure;
            _poisoned(failure);
        }

        FailAll(group, failure);
    }

    private bool TryRollBack()
    {
        try
        {
            _connection.Run("ROLLBACK");
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static void FailAll(List<PendingChange> group, JournalException failure) => group.ForEach(pending => pending.Fail(failure));

    private JournalException Closed() => new($"The journal '{_path}' was closed meanwhile.", JournalFailure.Unavailable, isTransient: true);
}
