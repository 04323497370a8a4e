using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Forge.Journal.Sqlite;

/// <summary>The journal in one SQLite file, for one host.</summary>
/// <remarks>
/// After an error of the storage the session is lost: calls fail, and one a moment later opens the file anew, with all its checks.
/// Whoever saw an error must read before deciding anything; the expected sequence sees to it.
/// </remarks>
internal sealed partial class SqliteJournal(SqliteJournalOptions options, TimeProvider timeProvider, ILogger<SqliteJournal> logger) : IJournal, IDisposable
{
    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(1);

    private readonly JournalFile _file = new(options.Path);
    private readonly bool _isReadOnly = options.ReadOnly;
    private readonly JournalClock _clock = new(timeProvider);
    private readonly SemaphoreSlim _opening = new(initialCount: 1);
    private HostLock? _lock;
    private volatile JournalSession? _session;
    private bool _isTakenOver;
    private long _failedAt;
    private bool _isDisposed;

    /// <summary>Opens the journal, unless it is open.</summary>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public Task OpenAsync(CancellationToken cancellationToken) => SessionAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<JournalAppendStatus> AppendAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        JournalBatchRules.Check(batch);
        return WriteAsync(changes => changes.Append(batch), cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        StreamId stream, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);

        // The end is fixed now: a caller that appends while it reads must not chase its own events.
        var last = await ReadAsync(queries => queries.ReadLength(stream), cancellationToken).ConfigureAwait(false);
        for (var next = fromSequence; next <= last;)
        {
            var from = next;
            var page = await ReadAsync(queries => queries.ReadEvents(stream, from, last), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
            {
                throw SqliteFailure.Damaged(_file.Path, $"events of '{stream}' are missing");
            }

            foreach (var recorded in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return recorded;
                next = recorded.Sequence + 1;
            }
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StreamId> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        for (var before = long.MaxValue; ;)
        {
            var limit = before;
            var page = await ReadAsync(queries => queries.ReadStreams(kind, limit), cancellationToken).ConfigureAwait(false);
            foreach (var (ordinal, stream) in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return stream;
                before = ordinal;
            }

            if (page.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public Task<JournalLease?> ClaimNextAsync(string kind, string owner, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        JournalBatchRules.CheckClaim(owner, timeToLive);
        return WriteAsync(changes => changes.ClaimNext(kind, owner, timeToLive), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<JournalLease?> ClaimAsync(StreamId stream, string owner, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        JournalBatchRules.CheckClaim(owner, timeToLive);
        return WriteAsync(changes => changes.Claim(stream, owner, timeToLive), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(JournalLease lease, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        JournalBatchRules.CheckClaim(lease.Owner, timeToLive);
        return WriteAsync(changes => changes.Renew(lease, timeToLive), cancellationToken);
    }

    /// <inheritdoc/>
    public Task ReleaseAsync(JournalLease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        return WriteAsync(changes => changes.Release(lease), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalTimerKey>> ReadDueTimersAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return await ReadAsync(queries => queries.ReadDueTimers(most), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return await ReadAsync(queries => queries.ReadOutbox(most), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(string reader, int most, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reader);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return await ReadAsync(queries => queries.ReadOutbox(reader, most), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task AcceptOutboxAsync(string reader, string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reader);
        ArgumentException.ThrowIfNullOrEmpty(id);
        return WriteAsync(changes => changes.Accept(reader, id), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CompleteOutboxAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return WriteAsync(changes => changes.Complete(ids), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _session?.Dispose();
            _lock?.Dispose();
            _opening.Dispose();
        }
    }

    private async Task<T> WriteAsync<T>(Func<JournalChanges, T> change, CancellationToken cancellationToken)
    {
        if (_isReadOnly)
        {
            throw new InvalidOperationException($"The journal '{_file.Path}' is open for reading only.");
        }

        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        return await session.WriteAsync(change, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(Func<JournalQueries, T> query, CancellationToken cancellationToken)
    {
        var session = await SessionAsync(cancellationToken).ConfigureAwait(false);
        return await session.ReadAsync(query, cancellationToken).ConfigureAwait(false);
    }

    private async Task<JournalSession> SessionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_session is { Failure: null } session)
        {
            return session;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _session is { Failure: null } opened ? opened : await Task.Run(Open, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    private JournalSession Open()
    {
        if (_session?.Failure is { } lost)
        {
            Lose(lost);
        }

        try
        {
            var isFirst = _failedAt == 0;
            var session = new JournalSession(_file, new JournalQueries(_file, _clock));
            if (_isReadOnly)
            {
                _file.CheckReadable();
            }
            else
            {
                OpenForWriting(session);
            }

            Log.Opened(logger, _file.Path, isFirst ? "opened" : "opened again");
            _session = session;
            _failedAt = 0;
            return session;
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.ToJournalException(e, _file.Path);
        }
        catch (IOException e)
        {
            throw SqliteFailure.ToJournalException(e, _file.Path);
        }
    }

    private void OpenForWriting(JournalSession session)
    {
        if (_lock is null)
        {
            _file.PrepareDirectory();
            _lock = HostLock.Take(_file.Path, timeProvider);
        }

        if (!_isTakenOver)
        {
            _file.CreateIfMissing();
        }

        var connection = _file.OpenWriter();
        if (!_isTakenOver)
        {
            ReleaseDeadOwners(connection);
            _isTakenOver = true;
        }

        session.StartWriting(connection, _clock);
    }

    // The lock of the host is ours, so whoever held leases when the file was last in use is dead, and need not be waited for.
    private void ReleaseDeadOwners(SqliteConnection connection)
    {
        using var changes = new JournalChanges(connection, _clock);
        if (changes.ReleaseAll() is > 0 and var count)
        {
            Log.LeasesReleased(logger, _file.Path, count);
        }
    }

    private void Lose(JournalException failure)
    {
        if (_failedAt == 0)
        {
            _failedAt = timeProvider.GetTimestamp();
            Log.Lost(logger, _file.Path, failure);
            _session!.Dispose();
        }

        if (timeProvider.GetElapsedTime(_failedAt) < ReopenPause)
        {
            throw new JournalException(failure.Message, failure.Failure, failure.IsTransient, failure);
        }

        _failedAt = timeProvider.GetTimestamp();
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Information, "The journal '{Path}' was {How}.")]
        public static partial void Opened(ILogger logger, string path, string how);

        [LoggerMessage(6002, LogLevel.Information, "Freed {Count} histories in '{Path}' that a host held when it ended.")]
        public static partial void LeasesReleased(ILogger logger, string path, int count);

        [LoggerMessage(6003, LogLevel.Error, "The journal '{Path}' was lost and will be opened again.")]
        public static partial void Lost(ILogger logger, string path, Exception failure);
    }
}
