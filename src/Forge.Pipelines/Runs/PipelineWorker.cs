using Forge.Deploy;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Runs;

/// <summary>Carries out runs, one after the other, and those that an earlier host left open first.</summary>
internal sealed partial class PipelineWorker : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);

    private readonly IJournal _journal;
    private readonly PipelineDriver _driver;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<PipelineWorker> _logger;
    private readonly string _owner = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():N}";

    public PipelineWorker(
        IJournal journal,
        PipelineEngine pipelines,
        PipelineEffects effects,
        IOptions<PipelinesOptions> options,
        TimeProvider timeProvider,
        ILogger<PipelineWorker> logger)
    {
        _journal = journal;
        _driver = new PipelineDriver(journal, pipelines, effects, options.Value);
        _timeProvider = timeProvider;
        _logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = PollInterval;
            try
            {
                wait = await DriveNextAsync(stoppingToken).ConfigureAwait(false) ? TimeSpan.Zero : PollInterval;
            }
            catch (Exception e) when (e is ForgeException or DeploymentRefusedException || (e is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                // Infrastructure, a lost lease, or a group that is busy with another deployment: the run stays open and goes on later.
                Log.RunInterrupted(_logger, RetryInterval, e);
                wait = RetryInterval;
            }

            await Task.Delay(wait, _timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> DriveNextAsync(CancellationToken cancellationToken)
    {
        var lease = await _journal.ClaimNextAsync(PipelineEngine.StreamKind, _owner, LeaseKeeper.TimeToLive, cancellationToken).ConfigureAwait(false);
        if (lease is null)
        {
            return false;
        }

        var keeper = new LeaseKeeper(_journal, lease, _timeProvider, cancellationToken);
        await using (keeper.ConfigureAwait(false))
        {
            var result = await _driver.DriveAsync(lease, keeper.Token).ConfigureAwait(false);
            Log.RunEnded(_logger, result.RunId, result.Status, result.Message);
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Information, "Run {Run} ended {Status}: {Message}")]
        public static partial void RunEnded(ILogger logger, string run, PipelineRunStatus status, string message);

        [LoggerMessage(4012, LogLevel.Warning, "A run was interrupted; it goes on in {Wait}.")]
        public static partial void RunInterrupted(ILogger logger, TimeSpan wait, Exception cause);
    }
}
