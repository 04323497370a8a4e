using System.Security.Cryptography;
using System.Threading.Channels;
using Forge.Deploy.Gates;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Drives every deployment that is open in the journal and that nobody else drives: new ones, and after a restart the old ones.</summary>
/// <remarks>Starts with the host, or with the first deployment that is asked for where there is no host.</remarks>
internal sealed partial class DeploymentWorker : IHostedService, IAsyncDisposable
{
    private const int OwnerDigits = 16;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly IJournal _journal;
    private readonly Func<DeploymentCreated, IDeploymentEffects> _effects;
    private readonly Func<DeploymentCreated, DeploymentWatches> _watches;
    private readonly DeploymentAdmission _admission;
    private readonly DeploymentNews _news;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly DriveSlots _slots;
    private readonly TimeSpan _pollInterval;
    private readonly string _owner = $"deploy-{RandomNumberGenerator.GetHexString(OwnerDigits)}";
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private Task? _loop;
    private int _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="DeploymentWorker"/> class. Nothing runs before <see cref="Start"/>.</summary>
    public DeploymentWorker(
        IJournal journal,
        Func<DeploymentCreated, IDeploymentEffects> effects,
        Func<DeploymentCreated, DeploymentWatches> watches,
        DeploymentAdmission admission,
        DeploymentNews news,
        DeploymentOptions options,
        TimeProvider timeProvider,
        ILogger<DeploymentWorker> logger)
    {
        _journal = journal;
        _effects = effects;
        _watches = watches;
        _admission = admission;
        _news = news;
        _slots = new DriveSlots(options.MaxConcurrentDeployments);
        _pollInterval = options.PollInterval;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Starts, if that has not happened yet, and looks for work at once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _loop ??= Task.Run(RunAsync);
        }

        _wake.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops driving. What runs on targets goes on, and whoever drives next finds it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        await (_loop ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops driving. May be called more than once: a service that is known by two types is disposed twice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false); // Nothing waits for long: every wait of the loop ends with its own token.
            _slots.Dispose();
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        var driving = new List<Task>();
        while (!_stop.IsCancellationRequested)
        {
            driving.RemoveAll(task => task.IsCompleted);
            var slot = _slots.TryTake();
            if (slot is not null && await TryClaimAsync().ConfigureAwait(false) is { } lease)
            {
                driving.Add(DriveAsync(lease, slot));
            }
            else
            {
                slot?.Dispose();
                await WaitAsync().ConfigureAwait(false);
            }
        }

        await Task.WhenAll(driving).ConfigureAwait(false);
    }

    private async Task<JournalLease?> TryClaimAsync()
    {
        try
        {
            return await _journal.ClaimNextAsync(DeploymentStreams.Deployments, _owner, LeaseKeeper.TimeToLive, _stop.Token).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            Log.ClaimFailed(_logger, e);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }

        return null;
    }

    private async Task WaitAsync()
    {
        using var limit = new CancellationTokenSource(_pollInterval, _timeProvider);
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

    private async Task DriveAsync(JournalLease lease, DriveSlot slot)
    {
        using var held = slot;
        var keeper = new LeaseKeeper(_journal, lease, _timeProvider, _stop.Token);
        await using (keeper.ConfigureAwait(false))
        {
            try
            {
                await DriveAsync(keeper, slot).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (keeper.Token.IsCancellationRequested)
            {
                Log.Stopped(_logger, lease.Stream);
            }
#pragma warning disable CA1031 // The boundary of the engine: one deployment that cannot be driven must not keep the others from being driven.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.DriveFailed(_logger, lease.Stream, RetryDelay, e);
                await Task.Delay(RetryDelay, _timeProvider, keeper.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        held.Leave();
        _wake.Writer.TryWrite(true);
    }

    private async Task DriveAsync(LeaseKeeper keeper, DriveSlot slot)
    {
        var history = _journal.ReadAsync(keeper.Lease.Stream, 1, keeper.Token);
        var state = await DeploymentState.FoldAsync(history).ConfigureAwait(false);
        if (state is null or { Ended: not null })
        {
            return;
        }

        if (state.IsQueued)
        {
            // Whoever waits keeps nobody else from being driven. It drives under another lease: the group's targets have seen higher epochs meanwhile.
            slot.Leave();
            _wake.Writer.TryWrite(true);
            await _admission.AdmitAsync(state, keeper).ConfigureAwait(false);
            return;
        }

        if (state.IsStarted)
        {
            Log.Resuming(_logger, keeper.Lease.Stream, state.OpenSteps.Count());
        }

        var effects = _effects(state.Created);
        await using (effects.ConfigureAwait(false))
        {
            var watches = _watches(state.Created);
            var driver = new DeploymentDriver(_journal, effects, watches.Alarms, watches.Gates, keeper, _news, _timeProvider);
            if (await driver.DriveAsync(state, slot).ConfigureAwait(false) is DriveEnd.Fenced)
            {
                Log.Fenced(_logger, keeper.Lease.Stream);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3040, LogLevel.Warning, "The journal could not be asked for open deployments. It is asked again.")]
        public static partial void ClaimFailed(ILogger logger, Exception cause);

        [LoggerMessage(3041, LogLevel.Information, "{Stream} is taken up again; {Open} lifecycle events are under way.")]
        public static partial void Resuming(ILogger logger, StreamId stream, int open);

        [LoggerMessage(3042, LogLevel.Information, "{Stream} is left as it is: this host stops, or its lease may be lost.")]
        public static partial void Stopped(ILogger logger, StreamId stream);

        [LoggerMessage(3043, LogLevel.Warning, "{Stream} is driven by another host now.")]
        public static partial void Fenced(ILogger logger, StreamId stream);

        [LoggerMessage(3044, LogLevel.Error, "{Stream} could not be driven. It is tried again after {Delay}.")]
        public static partial void DriveFailed(ILogger logger, StreamId stream, TimeSpan delay, Exception cause);
    }
}
