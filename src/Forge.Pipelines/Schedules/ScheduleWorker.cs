using Forge.Build;
using Forge.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Schedules;

/// <summary>Watches the clock for every schedule of the host.</summary>
internal sealed partial class ScheduleWorker(
    IOptions<SchedulesOptions> options, BuildEngine builds, IJournal journal, TimeProvider timeProvider, ILogger<ScheduleWorker> logger) : BackgroundService
{
    // Clocks are set, and machines sleep: a long wait is looked at again now and then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    private readonly ScheduleDriver[] _drivers = [.. options.Value.Schedules.Select(schedule => new ScheduleDriver(schedule, builds, journal, logger))];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_drivers.Select(driver => WatchAsync(driver, stoppingToken)));

    private async Task WatchAsync(ScheduleDriver driver, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = RetryInterval;
            try
            {
                var next = await driver.AdvanceAsync(timeProvider.GetUtcNow(), stoppingToken).ConfigureAwait(false);
                wait = next is { } due ? TimeSpan.FromTicks(Math.Clamp((due - timeProvider.GetUtcNow()).Ticks, ShortestWait.Ticks, LongestWait.Ticks)) : LongestWait;
            }
            catch (Exception e) when (e is ForgeException or BuildRefusedException)
            {
                Log.Failed(logger, RetryInterval, e);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The host stops.
            }

            await Task.Delay(wait, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4032, LogLevel.Warning, "A schedule could not start its build; it is tried again in {Wait}.")]
        public static partial void Failed(ILogger logger, TimeSpan wait, Exception cause);
    }
}
