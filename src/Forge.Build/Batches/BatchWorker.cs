using System.Security.Cryptography;
using Forge.Build.Driving;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Batches;

/// <summary>Drives batches in the background: those that are asked for here, and after a restart those that an earlier host left.</summary>
/// <remarks>Starts with the host, or with the first batch that is asked for where there is no host.</remarks>
internal sealed partial class BatchWorker : IHostedService, IAsyncDisposable, IDisposable
{
    private const int OwnerDigits = 16;

    private readonly IJournal _journal;
    private readonly BatchHistory _history;
    private readonly BuildServices _services;
    private readonly BuildEngine _builds;
    private readonly BuildWatch _watch;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly string _owner = $"batches-{RandomNumberGenerator.GetHexString(OwnerDigits)}";
    private readonly BackgroundDrives _drives;

    /// <summary>Initializes a new instance of the <see cref="BatchWorker"/> class. Nothing runs before it starts.</summary>
    public BatchWorker(IJournal journal, BuildServices services, BuildEngine builds, BuildWatch watch, TimeProvider timeProvider, ILogger<BatchWorker> logger)
    {
        _journal = journal;
        _history = new BatchHistory(journal);
        _services = services;
        _builds = builds;
        _watch = watch;
        _timeProvider = timeProvider;
        _logger = logger;
        _drives = new BackgroundDrives(LookAsync, services.Options.PollInterval, timeProvider);
    }

    /// <summary>Begins to drive a batch that was just recorded. Where somebody else is quicker, that one drives it.</summary>
    public async Task DriveAsync(string batchId)
    {
        _drives.Start();
        // It is recorded: whatever becomes of the caller, it finds a driver.
        if (await _journal.ClaimAsync(BatchState.StreamOf(batchId), _owner, LeaseKeeper.TimeToLive, CancellationToken.None).ConfigureAwait(false) is { } lease)
        {
            _drives.Keep(DriveAsync(lease));
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _drives.Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops driving. Builds that run go on, and whoever drives next finds them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _drives.StopAsync(cancellationToken);

    /// <summary>Stops driving without waiting for what is under way.</summary>
    public void Dispose() => _drives.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _drives.DisposeAsync();

    /// <summary>Takes up every batch that is open and that nobody drives.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        while (await _journal.ClaimNextAsync(BatchState.StreamKind, _owner, LeaseKeeper.TimeToLive, cancellationToken).ConfigureAwait(false) is { } lease)
        {
            Log.Resuming(_logger, lease.Stream.Key);
            _drives.Keep(DriveAsync(lease));
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RecoverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            Log.RecoveryFailed(_logger, e);
        }
    }

    private async Task DriveAsync(JournalLease lease)
    {
        var keeper = new LeaseKeeper(_journal, lease, _timeProvider, _drives.Stopping);
        await using (keeper.ConfigureAwait(false))
        {
            try
            {
                var state = await _history.ReadOnAsync(null, lease.Stream.Key, keeper.Token).ConfigureAwait(false);
                var driver = new BatchDriver(_services, _builds, new BatchRecorder(_journal, keeper, state!, _watch), _timeProvider, _logger);
                await using (driver.ConfigureAwait(false))
                {
                    await driver.DriveAsync().ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (keeper.Token.IsCancellationRequested)
            {
                Log.Left(_logger, lease.Stream.Key);
            }
#pragma warning disable CA1031 // The boundary of the engine: one batch that cannot be driven must not keep the others from being driven.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.DriveFailed(_logger, lease.Stream.Key, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2051, LogLevel.Information, "Batch {Batch} is taken up again: the host that drove it is gone.")]
        public static partial void Resuming(ILogger logger, string batch);

        [LoggerMessage(2053, LogLevel.Error, "Looking for batches whose host is gone failed. It is tried again.")]
        public static partial void RecoveryFailed(ILogger logger, Exception exception);

        [LoggerMessage(2054, LogLevel.Information, "Batch {Batch} is left as it is: this host stops, or its lease may be lost.")]
        public static partial void Left(ILogger logger, string batch);

        [LoggerMessage(2055, LogLevel.Error, "Batch {Batch} could not be driven.")]
        public static partial void DriveFailed(ILogger logger, string batch, Exception exception);
    }
}
