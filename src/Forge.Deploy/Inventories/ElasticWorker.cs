using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Inventories;

/// <summary>Looks at the fleet now and then, and at once when a target is registered, for as long as the host runs.</summary>
internal sealed partial class ElasticWorker : IHostedService, IAsyncDisposable
{
    private readonly ElasticFleet _fleet;
    private readonly Action _recorded;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private Task? _loop;
    private int _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="ElasticWorker"/> class. Nothing runs before <see cref="Start"/>.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="recorded">Told when there are new deployments to drive.</param>
    /// <param name="interval">The time between two looks.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Told of looks that fail.</param>
    public ElasticWorker(ElasticFleet fleet, Action recorded, TimeSpan interval, TimeProvider timeProvider, ILogger<ElasticWorker> logger)
    {
        _fleet = fleet;
        _recorded = recorded;
        _interval = interval;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Starts, if that has not happened yet and is of any use, and looks at once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _loop ??= _fleet.IsNeeded && !_stop.IsCancellationRequested ? Task.Run(RunAsync) : null;
        }

        _wake.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _isDisposed) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await (_loop ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops looking. May be called more than once: a service that is known by two types is disposed twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            await (_loop ?? Task.CompletedTask).ConfigureAwait(false); // Every wait of the loop ends with its token.
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await _fleet.AdvanceAsync(_stop.Token).ConfigureAwait(false) > 0)
                {
                    _recorded();
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A fleet that cannot be looked at now is looked at again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.LookFailed(_logger, e.Message);
            }

            await WaitAsync().ConfigureAwait(false);
        }
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(_interval, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            await _wake.Reader.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Time to look, or to stop.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3064, LogLevel.Warning, "The targets of the elastic groups could not be looked at; it is tried again. {Reason}")]
        public static partial void LookFailed(ILogger logger, string reason);
    }
}
