using System.Runtime.CompilerServices;
using Forge.Journal;

namespace Forge.Testing;

/// <summary>An <see cref="IJournal"/> in memory, which keeps the whole contract except that nothing survives the process.</summary>
public sealed class FakeJournal(TimeProvider timeProvider) : IJournal
{
    private readonly Lock _lock = new();
    private readonly List<History> _histories = [];
    private readonly Dictionary<StreamId, History> _byStream = [];
    private readonly Dictionary<JournalTimerKey, DateTimeOffset> _timers = [];
    private readonly List<(long Ordinal, ForgeEvent Event)> _outbox = [];
    private readonly Dictionary<string, long> _readers = [];
    private long _epoch;
    private long _ordinal;

    /// <summary>Gets or sets what runs before a batch is recorded. Throwing from it is a crash before the commit.</summary>
    public Action<JournalBatch>? Appending { get; set; }

    /// <summary>Gets or sets what runs after a batch was recorded. Throwing from it is a crash after the commit.</summary>
    public Action<JournalBatch>? Appended { get; set; }

    public Task<JournalAppendStatus> AppendAsync(JournalBatch batch, CancellationToken cancellationToken)
    {
        Validate(batch);
        cancellationToken.ThrowIfCancellationRequested();
        Appending?.Invoke(batch);
        JournalAppendStatus status;
        lock (_lock)
        {
            status = Append(batch);
        }

        if (status is JournalAppendStatus.Appended)
        {
            Appended?.Invoke(batch);
        }

        return Task.FromResult(status);
    }

    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        StreamId stream, long fromSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromSequence, 1);
        await Task.CompletedTask;
        foreach (var recorded in Snapshot(() => _byStream.TryGetValue(stream, out var history) ? history.Events : []))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (recorded.Sequence >= fromSequence)
            {
                yield return recorded;
            }
        }
    }

    public async IAsyncEnumerable<StreamId> ListAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var stream in Snapshot(() => _histories.Select(history => history.Stream).Where(stream => stream.Kind == kind).Reverse()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return stream;
        }
    }

    public Task<JournalLease?> ClaimNextAsync(string kind, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        Claim(() => _histories.FirstOrDefault(history => history.Stream.Kind == kind && CanClaim(history)), owner, timeToLive, cancellationToken);

    public Task<JournalLease?> ClaimAsync(StreamId stream, string owner, TimeSpan timeToLive, CancellationToken cancellationToken) =>
        Claim(() => _byStream.GetValueOrDefault(stream) is { } history && CanClaim(history) ? history : null, owner, timeToLive, cancellationToken);

    public Task<bool> RenewAsync(JournalLease lease, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        CheckTimeToLive(timeToLive);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Held(lease) is not { } history)
            {
                return Task.FromResult(false);
            }

            history.Expires = timeProvider.GetUtcNow() + timeToLive;
            return Task.FromResult(true);
        }
    }

    public Task ReleaseAsync(JournalLease lease, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Held(lease) is { } history)
            {
                history.Owner = null;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<JournalTimerKey>> ReadDueTimersAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        cancellationToken.ThrowIfCancellationRequested();
        var now = timeProvider.GetUtcNow();
        return Task.FromResult(Snapshot(() => _timers.Where(timer => timer.Value <= now).OrderBy(timer => timer.Value).Select(timer => timer.Key).Take(most)));
    }

    public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Snapshot(() => _outbox.Take(most).Select(waiting => waiting.Event)));
    }

    public Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(string reader, int most, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reader);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Snapshot(() => _outbox.Where(waiting => waiting.Ordinal > _readers.GetValueOrDefault(reader)).Take(most).Select(waiting => waiting.Event)));
    }

    public Task AcceptOutboxAsync(string reader, string id, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(reader);
        ArgumentException.ThrowIfNullOrEmpty(id);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _readers[reader] = Math.Max(_readers.GetValueOrDefault(reader), _outbox.Find(waiting => waiting.Event.Id == id).Ordinal);
        }

        return Task.CompletedTask;
    }

    public Task CompleteOutboxAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _outbox.RemoveAll(waiting => ids.Contains(waiting.Event.Id));
        }

        return Task.CompletedTask;
    }

    private JournalAppendStatus Append(JournalBatch batch)
    {
        if (batch.Lease is { } lease && Held(lease) is null)
        {
            return JournalAppendStatus.Fenced;
        }

        if (batch.Appends.Any(append => (_byStream.GetValueOrDefault(append.Stream)?.Events.Count ?? 0) != append.ExpectedSequence))
        {
            return JournalAppendStatus.Conflict;
        }

        var now = timeProvider.GetUtcNow();
        foreach (var append in batch.Appends)
        {
            if (!_byStream.TryGetValue(append.Stream, out var history))
            {
                history = _byStream[append.Stream] = new History(append.Stream);
                _histories.Add(history);
            }

            history.Closed |= append.Closes;
            foreach (var entry in append.Entries)
            {
                history.Events.Add(new JournalEvent { Stream = append.Stream, Sequence = history.Events.Count + 1, RecordedAt = now, Entry = entry });
            }
        }

        _outbox.AddRange(batch.Outbox.Where(added => !_outbox.Exists(waiting => waiting.Event.Id == added.Id)).DistinctBy(added => added.Id).Select(added => (++_ordinal, added)));
        foreach (var key in batch.Clear)
        {
            _timers.Remove(key);
        }

        foreach (var timer in batch.Timers)
        {
            _timers[new JournalTimerKey { Stream = timer.Stream, Name = timer.Name }] = now + timer.Delay;
        }

        return JournalAppendStatus.Appended;
    }

    private Task<JournalLease?> Claim(Func<History?> find, string owner, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        CheckTimeToLive(timeToLive);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (find() is not { } history)
            {
                return Task.FromResult<JournalLease?>(null);
            }

            history.Owner = owner;
            history.Expires = timeProvider.GetUtcNow() + timeToLive;
            history.Epoch = ++_epoch;
            return Task.FromResult<JournalLease?>(new JournalLease { Stream = history.Stream, Owner = owner, Epoch = history.Epoch });
        }
    }

    private bool CanClaim(History history) => !history.Closed && (history.Owner is null || history.Expires <= timeProvider.GetUtcNow());

    // A lease that has expired is still good until the history is granted to somebody else: only then could two drivers act.
    private History? Held(JournalLease lease) =>
        _byStream.GetValueOrDefault(lease.Stream) is { } history && history.Owner == lease.Owner && history.Epoch == lease.Epoch ? history : null;

    private IReadOnlyList<T> Snapshot<T>(Func<IEnumerable<T>> read)
    {
        lock (_lock)
        {
            return [.. read()];
        }
    }

    private static void Validate(JournalBatch batch)
    {
        if (batch.Appends.Count == 0 || batch.Appends.Any(append => append.Entries.Count == 0 || append.ExpectedSequence < 0))
        {
            throw new ArgumentException("A batch needs at least one history, each with at least one event and an expected sequence of 0 or more.", nameof(batch));
        }

        if (batch.Appends.DistinctBy(append => append.Stream).Count() != batch.Appends.Count)
        {
            throw new ArgumentException("A batch names each history at most once.", nameof(batch));
        }

        if (batch.Timers.Any(timer => timer.Delay < TimeSpan.Zero))
        {
            throw new ArgumentException("The delay of a timer is never negative.", nameof(batch));
        }
    }

    private static void CheckTimeToLive(TimeSpan timeToLive)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeToLive, TimeSpan.FromHours(1));
    }

    private sealed class History(StreamId stream)
    {
        public StreamId Stream { get; } = stream;

        public List<JournalEvent> Events { get; } = [];

        public bool Closed { get; set; }

        public string? Owner { get; set; }

        public DateTimeOffset Expires { get; set; }

        public long Epoch { get; set; }
    }
}
