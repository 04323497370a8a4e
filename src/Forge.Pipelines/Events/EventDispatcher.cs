using Forge.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Pipelines.Events;

/// <summary>Delivers the journal's outbox to every sink: at least once, in order, again after a failure or a restart.</summary>
internal sealed partial class EventDispatcher(
    IJournal journal, IEnumerable<IForgeEventSink> sinks, TimeProvider timeProvider, ILogger<EventDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 100;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly IForgeEventSink[] _sinks = [.. sinks];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = PollInterval;
            try
            {
                await DeliverAsync(stoppingToken).ConfigureAwait(false);
                retry = FirstRetry;
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                // The boundary: a sink may throw anything, and none may stop the delivery to come.
                Log.DeliveryFailed(logger, retry, e);
                wait = retry;
                retry = TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, LastRetry.Ticks));
            }

            await Task.Delay(wait, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeliverAsync(CancellationToken cancellationToken)
    {
        foreach (var forgeEvent in await journal.ReadOutboxAsync(BatchSize, cancellationToken).ConfigureAwait(false))
        {
            foreach (var sink in _sinks)
            {
                await sink.HandleAsync(forgeEvent, cancellationToken).ConfigureAwait(false);
            }

            await journal.CompleteOutboxAsync([forgeEvent.Id], cancellationToken).ConfigureAwait(false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "An event could not be delivered; it is tried again in {Wait}.")]
        public static partial void DeliveryFailed(ILogger logger, TimeSpan wait, Exception cause);
    }
}
