using Forge.Shared.Leases;

namespace Forge.Build.Driving;

/// <summary>Waits for news of builds: at once for those of this process, by looking now and then for those of others.</summary>
internal sealed class BuildWatch(TimeSpan pollInterval, TimeProvider timeProvider)
{
    private readonly StreamSignals _signals = new();

    /// <summary>Returns a task that completes with the next news. Take it before reading, wait for it after.</summary>
    public Task Next(string buildId) => _signals.Next(buildId);

    /// <summary>Tells that there is news.</summary>
    public void Raise(string buildId) => _signals.Raise(buildId);

    /// <summary>Waits until it is time to look.</summary>
    public async Task WaitAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(pollInterval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another process may have recorded something, which wakes nobody here.
        }
    }
}
