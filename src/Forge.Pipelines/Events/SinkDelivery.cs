using System.Threading.Channels;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Events;

/// <summary>Delivers the outbox to one sink, at its own pace. The journal keeps how far it has come.</summary>
/// <param name="journal">The journal.</param>
/// <param name="sink">The sink.</param>
/// <param name="reader">The sink's name in the journal.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Takes what fails.</param>
internal sealed partial class SinkDelivery(IJournal journal, IForgeEventSink sink, string reader, TimeProvider timeProvider, ILogger logger)
{
    private const int BatchSize = 100;

    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there may be events.</summary>
    public void Wake() => _calls.Writer.TryWrite(true);

    /// <summary>Gives the id of the first event that the sink has not accepted; null when there is none.</summary>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<string?> NextAsync(CancellationToken cancellationToken) =>
        (await journal.ReadOutboxAsync(reader, 1, cancellationToken).ConfigureAwait(false)) is [var next] ? next.Id : null;

    /// <summary>Delivers what comes, until the host stops.</summary>
    /// <exception cref="OperationCanceledException">The host stops.</exception>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var retry = RetryDelay.First;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _calls.Reader.ReadAsync(stoppingToken).ConfigureAwait(false);
                await DeliverAsync(stoppingToken).ConfigureAwait(false);
                retry = RetryDelay.First;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The boundary: a sink may throw anything, and none may stop the delivery to come.
                Log.DeliveryFailed(logger, reader, retry, e);
                await Task.Delay(retry, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                retry = RetryDelay.After(retry);
                Wake();
            }
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        while (await journal.ReadOutboxAsync(reader, BatchSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } waiting)
        {
            foreach (var forgeEvent in waiting)
            {
                await sink.HandleAsync(forgeEvent, cancellationToken).ConfigureAwait(false);
                await journal.AcceptOutboxAsync(reader, forgeEvent.Id, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "An event could not be delivered to {Sink}; it is tried again in {Wait}.")]
        public static partial void DeliveryFailed(ILogger logger, string sink, TimeSpan wait, Exception cause);
    }
}
