using System.Collections.Concurrent;

namespace Forge.Git.Http;

/// <summary>Bounds how many transfers run at once, in all and for one repository.</summary>
internal sealed class TransferLimiter(int most, int mostPerRepository, TimeSpan patience, TimeProvider timeProvider) : IDisposable
{
    private readonly SemaphoreSlim _all = new(most, most);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _repositories = new(StringComparer.Ordinal);

    /// <summary>Waits for a place. Disposing gives it back.</summary>
    /// <returns>The place, or null when none became free in time.</returns>
    public async Task<IDisposable?> EnterAsync(string repositoryId, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);

        // The repository's own place first: whoever waits for it must not keep others out.
        var own = _repositories.GetOrAdd(repositoryId, _ => new SemaphoreSlim(mostPerRepository, mostPerRepository));
        if (!await EnterAsync(own, either.Token, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var entered = false;
        try
        {
            entered = await EnterAsync(_all, either.Token, cancellationToken).ConfigureAwait(false);
            return entered ? new Place(own, _all) : null;
        }
        finally
        {
            if (!entered)
            {
                own.Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _all.Dispose();

    private static async Task<bool> EnterAsync(SemaphoreSlim semaphore, CancellationToken either, CancellationToken caller)
    {
        try
        {
            // A free place is taken even with no patience at all.
            if (!semaphore.Wait(0, CancellationToken.None))
            {
                await semaphore.WaitAsync(either).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return false;
        }
    }

    private sealed class Place(SemaphoreSlim own, SemaphoreSlim all) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) == 0)
            {
                all.Release();
                own.Release();
            }
        }
    }
}
