using Forge.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Events;

/// <summary>Delivers the journal's outbox to every sink: at least once, in order, again after a failure or a restart. No sink waits for another.</summary>
internal sealed partial class EventDispatcher(
    IJournal journal, IEnumerable<IForgeEventSink> sinks, TimeProvider timeProvider, ILogger<EventDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly SinkDelivery[] _deliveries =
    [
        .. sinks.GroupBy(sink => sink.Name, StringComparer.Ordinal)
            .SelectMany(same => same.Select((sink, i) => new SinkDelivery(journal, sink, i == 0 ? same.Key : $"{same.Key}#{i + 1}", timeProvider, logger))),
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([PollAsync(stoppingToken), .. _deliveries.Select(delivery => delivery.RunAsync(stoppingToken))]);

    private async Task PollAsync(CancellationToken stoppingToken)
    {
        var retry = RetryDelay.First;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = PollInterval;
            try
            {
                await TidyAsync(stoppingToken).ConfigureAwait(false);
                retry = RetryDelay.First;
            }
            catch (JournalException e)
            {
                Log.OutboxFailed(logger, retry, e);
                (wait, retry) = (retry, RetryDelay.After(retry));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(wait, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What all have accepted goes; of the rest somebody has not heard.
    private async Task TidyAsync(CancellationToken cancellationToken)
    {
        var waiting = await journal.ReadOutboxAsync(BatchSize, cancellationToken).ConfigureAwait(false);
        if (waiting.Count == 0)
        {
            return;
        }

        var ids = waiting.Select(forgeEvent => forgeEvent.Id).ToList();
        var accepted = ids.Count;
        foreach (var delivery in _deliveries)
        {
            delivery.Wake();
            var next = await delivery.NextAsync(cancellationToken).ConfigureAwait(false);
            accepted = next is not null && ids.IndexOf(next) is >= 0 and var at ? Math.Min(accepted, at) : accepted;
        }

        if (accepted > 0)
        {
            await journal.CompleteOutboxAsync(ids[..accepted], cancellationToken).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4002, LogLevel.Warning, "The outbox of the journal could not be read; it is tried again in {Wait}.")]
        public static partial void OutboxFailed(ILogger logger, TimeSpan wait, Exception cause);
    }
}
