using Forge.Journal;

namespace Forge.Shared.Leases;

/// <summary>Holds a lease while work is done under it: renews it, and says at once when it can no longer be relied on.</summary>
/// <remarks>The time since the last renewal is measured by the monotonic clock, so a jump of the wall clock neither loses nor prolongs a lease.</remarks>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    /// <summary>How long a lease lasts unless it is renewed.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RenewInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);

    private readonly IJournal _journal;
    private readonly JournalLease _lease;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _lost;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _deadline;
    private readonly Task _renewing;
    private long _renewedAt;
    private volatile bool _isLost;

    /// <summary>Initializes a new instance of the <see cref="LeaseKeeper"/> class and begins to renew.</summary>
    /// <param name="journal">The journal that granted the lease.</param>
    /// <param name="lease">The lease, granted just now for <see cref="TimeToLive"/>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the work too: linked into <see cref="Token"/>.</param>
    public LeaseKeeper(IJournal journal, JournalLease lease, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        _journal = journal;
        _lease = lease;
        _timeProvider = timeProvider;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewedAt = timeProvider.GetTimestamp();
        // A timer of its own: a renewal that hangs must not keep the lease alive.
        _deadline = timeProvider.CreateTimer(_ => IsHeld(), state: null, GiveUpAfter, RenewInterval);
        _renewing = RenewAsync();
    }

    /// <summary>Gets a token that is cancelled when the lease is lost, or when the caller's own token is.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>Gets the lease.</summary>
    public JournalLease Lease => _lease;

    /// <summary>Tells whether it is safe to act under the lease now. A host that was frozen learns it here, before its timers have fired.</summary>
    public bool IsHeld()
    {
        if (_timeProvider.GetElapsedTime(Volatile.Read(ref _renewedAt)) >= GiveUpAfter && !_stop.IsCancellationRequested)
        {
            _isLost = true;
            _lost.Cancel();
        }

        return !_lost.IsCancellationRequested;
    }

    /// <summary>Stops renewing and gives the lease back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        await _deadline.DisposeAsync().ConfigureAwait(false);
        if (!_isLost)
        {
            await ReleaseAsync().ConfigureAwait(false);
        }

        _stop.Dispose();
        _lost.Dispose();
    }

    // A lease that cannot be given back expires by itself.
    private async Task ReleaseAsync()
    {
        try
        {
            using var deadline = new CancellationTokenSource(RenewInterval, _timeProvider);
            await _journal.ReleaseAsync(_lease, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(RenewInterval, _timeProvider, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_stop.IsCancellationRequested || !IsHeld())
            {
                return;
            }

            var asked = _timeProvider.GetTimestamp();
            switch (await TryRenewAsync().ConfigureAwait(false))
            {
                case true:
                    Volatile.Write(ref _renewedAt, asked);
                    break;
                case false:
                    _isLost = true;
                    await _lost.CancelAsync().ConfigureAwait(false);
                    return;
            }
        }
    }

    // Null: the journal did not answer, so nobody knows.
    private async Task<bool?> TryRenewAsync()
    {
        try
        {
            return await _journal.RenewAsync(_lease, TimeToLive, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or OperationCanceledException)
        {
            return null;
        }
    }
}
