namespace Forge.Build.Driving;

/// <summary>Work in the background: looks now and then for what nobody drives, keeps what is driven, and lets go of all of it in the end.</summary>
/// <remarks>Starts with the host, or with the first thing that is asked for where there is no host.</remarks>
internal sealed class BackgroundDrives : IAsyncDisposable, IDisposable
{
    private readonly Func<CancellationToken, Task> _look;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _driving = [];
    private Task? _loop;
    private int _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="BackgroundDrives"/> class. Nothing runs before <see cref="Start"/>.</summary>
    /// <param name="look">Looks for what nobody drives and takes it up.</param>
    /// <param name="interval">The time between two looks.</param>
    /// <param name="timeProvider">The clock.</param>
    public BackgroundDrives(Func<CancellationToken, Task> look, TimeSpan interval, TimeProvider timeProvider)
    {
        _look = look;
        _interval = interval;
        _timeProvider = timeProvider;
        Stopping = _stop.Token;
    }

    /// <summary>Gets a token that is cancelled when the work is to be let go.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>Starts to look, if that has not happened yet.</summary>
    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            _loop ??= Task.Run(RunAsync);
        }
    }

    /// <summary>Keeps something that is driven, until it ends.</summary>
    public void Keep(Task driving)
    {
        lock (_lock)
        {
            _driving.RemoveAll(task => task.IsCompleted);
            _driving.Add(driving);
        }
    }

    /// <summary>Lets go of everything and waits until it is.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        Task[] all;
        lock (_lock)
        {
            all = [.. _driving, _loop ?? Task.CompletedTask];
        }

        await Task.WhenAll(all).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets go without waiting.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _stop.Cancel();
        }
    }

    /// <summary>Lets go and waits. May be called more than once: a service that is known by two types is disposed twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false); // Every wait of the drivers ends with their own tokens.
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (!Stopping.IsCancellationRequested)
        {
            try
            {
                await _look(Stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
            {
                // The host stops.
            }

            await Task.Delay(_interval, _timeProvider, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
