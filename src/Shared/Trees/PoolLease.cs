using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Keeps packs from being collected while an upload lasts that will refer to them.</summary>
/// <remarks>
/// Collecting takes two looks at a pack with <see cref="Grace"/> between them, so that an upload of less than half of that needs
/// nothing. Only a longer one leaves a sign in the store, anew from time to time; while a sign is younger than
/// <see cref="Grace"/>, nothing is collected.
/// </remarks>
internal sealed class PoolLease : IAsyncDisposable
{
    private readonly IArtifactStore _store;
    private readonly TreePool _pool;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _renewing;
    private ArtifactKey? _sign;
    private long _renewedAt;

    private PoolLease(IArtifactStore store, TreePool pool, TimeProvider timeProvider)
    {
        (_store, _pool, _timeProvider) = (store, pool, timeProvider);
        _renewedAt = timeProvider.GetTimestamp();
        _renewing = RenewAsync();
    }

    /// <summary>Gets how long a pack is kept that nothing refers to, and how long a sign counts.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromHours(1);

    private static TimeSpan Interval { get; } = Grace / 8;

    /// <summary>Begins an upload. Call before anything of the pool is looked at.</summary>
    public static PoolLease Begin(IArtifactStore store, TreePool pool, TimeProvider timeProvider) => new(store, pool, timeProvider);

    /// <summary>Makes sure that everything that was looked at since the beginning is still there. Call right before the manifest is stored.</summary>
    /// <exception cref="ArtifactStoreException">The process was stopped or the store away for so long that it may be gone.</exception>
    public void Check()
    {
        if (_timeProvider.GetElapsedTime(Volatile.Read(ref _renewedAt)) > Grace / 2)
        {
            throw new ArtifactStoreException(
                $"The upload to '{_pool.Prefix}' was interrupted for so long that contents may have been collected meanwhile. Start it again.",
                ArtifactStoreFailure.Unavailable,
                isTransient: true);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        if (_sign is { } sign)
        {
            await TryAsync(() => _store.DeleteAsync(sign, CancellationToken.None)).ConfigureAwait(false); // A sign that stays stops counting by itself.
        }
    }

    private async Task RenewAsync()
    {
        while (true)
        {
            await Task.Delay(Interval, _timeProvider, _stop.Token).ConfigureAwait(false);
            var (next, last) = (_pool.NewLease(), _sign);
            var at = _timeProvider.GetTimestamp();
            if (await TryAsync(() => _store.PutAsync(next, Stream.Null, _stop.Token)).ConfigureAwait(false))
            {
                _sign = next;
                Volatile.Write(ref _renewedAt, at);
                await TryAsync(() => last is { } old ? _store.DeleteAsync(old, _stop.Token) : Task.CompletedTask).ConfigureAwait(false);
            }
        }
    }

    private static async Task<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
            return true;
        }
        catch (ArtifactStoreException)
        {
            // Tried again at the next interval; Check finds out when it was too long.
            return false;
        }
    }
}
