namespace Forge.Build.Local;

/// <summary>Looks for leftovers before the first build, and then every hour if there are builds.</summary>
/// <param name="sweep">Removes what it finds.</param>
/// <param name="timeProvider">Measures the hour.</param>
internal sealed class Sweeps(Func<CancellationToken, Task> sweep, TimeProvider timeProvider) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1);
    private long? _last;

    /// <summary>Sweeps if it is time to.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_last is null || timeProvider.GetElapsedTime(_last.Value) >= Interval)
            {
                await sweep(cancellationToken).ConfigureAwait(false);
                _last = timeProvider.GetTimestamp();
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();
}
