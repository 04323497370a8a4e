using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Retention;

/// <summary>Sweeps from time to time while the host runs.</summary>
internal sealed partial class ArtifactRetentionWorker(
    ArtifactRetention retention, IOptions<ArtifactRetentionOptions> options, TimeProvider timeProvider, ILogger<ArtifactRetentionWorker> logger) : BackgroundService
{
    private readonly TimeSpan _interval = options.Value.Interval;
    private readonly bool _isDryRun = options.Value.DryRun;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(_interval, timeProvider, stoppingToken).ConfigureAwait(false);
            await SweepAsync(stoppingToken).ConfigureAwait(false);
        }
    }

#pragma warning disable CA1031 // A sweep that fails, for whatever a protection throws, is tried again; the host goes on.
    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (!_isDryRun)
            {
                await retention.SweepAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            foreach (var deletion in await retention.PlanAsync(cancellationToken).ConfigureAwait(false))
            {
                Log.WouldDelete(logger, deletion.Info.Key, deletion.Limit);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, e, _interval);
        }
    }
#pragma warning restore CA1031

    private static partial class Log
    {
        [LoggerMessage(5203, LogLevel.Information, "Retention would delete {Key}: over the limit of {Limit}.")]
        public static partial void WouldDelete(ILogger logger, ArtifactKey key, ArtifactRetentionLimit limit);

        [LoggerMessage(5204, LogLevel.Error, "Retention failed; nothing is lost. It is tried again in {Interval}.")]
        public static partial void Failed(ILogger logger, Exception exception, TimeSpan interval);
    }
}
