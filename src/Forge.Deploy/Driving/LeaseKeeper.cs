using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Keeps a lease alive, and tells as soon as it may have passed to somebody else.</summary>
/// <remarks>Judged by the monotonic clock, so neither a jump of the wall clock nor a journal that does not answer can hide the loss.</remarks>
internal sealed partial class LeaseKeeper : IAsyncDisposable
{
    private readonly IJournal _journal;
    private readonly LeaseTiming _timing;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _deadline;
    private readonly Task _renewing;
    private long _renewedAt;

    /// <summary>Initializes a new instance of the <see cref="LeaseKeeper"/> class for a lease that was granted just now.</summary>
    /// <param name="journal">The journal that granted it.</param>
    /// <param name="lease">The lease; released on disposal unless it is lost.</param>
    /// <param name="claimedAt">The timestamp taken before the lease was asked for.</param>
    /// <param name="timing">When to renew and when to stop.</param>
    /// <param name="timeProvider">The monotonic clock.</param>
    /// <param name="logger">Told of the loss.</param>
    public LeaseKeeper(IJournal journal, JournalLease lease, long claimedAt, LeaseTiming timing, TimeProvider timeProvider, ILogger logger)
    {
        Lease = lease;
        _journal = journal;
        _timing = timing;
        _timeProvider = timeProvider;
        _logger = logger;
        _renewedAt = claimedAt;
        _deadline = timeProvider.CreateTimer(_ => Lose(), null, timing.StopAfter, Timeout.InfiniteTimeSpan);
        _renewing = RenewAsync();
    }

    /// <summary>Gets the lease.</summary>
    public JournalLease Lease { get; }

    /// <summary>Gets a token that is cancelled when the lease may be lost.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Tells whether it is safe to act under the lease now. A host that was frozen learns here before its timers fire.</summary>
    public bool IsHeld()
    {
        if (_timeProvider.GetElapsedTime(Volatile.Read(ref _renewedAt)) >= _timing.StopAfter)
        {
            Lose();
        }

        return !_lost.IsCancellationRequested;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        await _deadline.DisposeAsync().ConfigureAwait(false);
        if (!_lost.IsCancellationRequested)
        {
            await ReleaseAsync().ConfigureAwait(false);
        }

        _lost.Dispose();
        _ended.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_timing.RenewEvery, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false) && IsHeld())
            {
                await RenewOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Nobody needs the lease any longer.
        }
    }

    private async Task RenewOnceAsync()
    {
        var asked = _timeProvider.GetTimestamp();
        try
        {
            if (!await _journal.RenewAsync(Lease, _timing.TimeToLive, _ended.Token).ConfigureAwait(false))
            {
                Lose();
                return;
            }

            Volatile.Write(ref _renewedAt, asked);
            _deadline.Change(_timing.StopAfter - _timeProvider.GetElapsedTime(asked) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        catch (JournalException e)
        {
            Log.RenewalFailed(_logger, Lease.Stream, e);
        }
    }

    private void Lose()
    {
        if (!_lost.IsCancellationRequested)
        {
            Log.LeaseLost(_logger, Lease.Stream);
            _lost.Cancel();
        }
    }

    // Never on a caller's token: what is not released blocks the next host until it expires.
    private async Task ReleaseAsync()
    {
        using var limit = new CancellationTokenSource(_timing.RenewEvery, _timeProvider);
        try
        {
            await _journal.ReleaseAsync(Lease, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            Log.ReleaseFailed(_logger, Lease.Stream, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "The lease on {Stream} was not renewed in time or is held by another host. This host stops driving it.")]
        public static partial void LeaseLost(ILogger logger, StreamId stream);

        [LoggerMessage(3011, LogLevel.Warning, "The lease on {Stream} could not be renewed. It is tried again until it must be given up.")]
        public static partial void RenewalFailed(ILogger logger, StreamId stream, Exception cause);

        [LoggerMessage(3012, LogLevel.Warning, "The lease on {Stream} could not be given back. It expires by itself.")]
        public static partial void ReleaseFailed(ILogger logger, StreamId stream, Exception cause);
    }
}
