using System.Security.Cryptography;
using Forge.Build.Planning;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Driving;

/// <summary>Drives builds in the background: those that are asked for here, and after a restart those that an earlier host left.</summary>
/// <remarks>Starts with the host, or with the first build that is asked for where there is no host.</remarks>
internal sealed partial class BuildWorker : IHostedService, IAsyncDisposable, IDisposable
{
    private const int OwnerDigits = 16;
    private const int ClaimAttempts = 100;

    private static readonly TimeSpan ClaimPause = TimeSpan.FromMilliseconds(20);

    private readonly IJournal _journal;
    private readonly BuildHistory _history;
    private readonly BuildNumbers _numbers;
    private readonly BuildServices _services;
    private readonly BuildSlots _slots;
    private readonly BuildWatch _watch;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly string _owner = $"builds-{RandomNumberGenerator.GetHexString(OwnerDigits)}";
    private readonly BackgroundDrives _drives;
    private bool _hasStoredLogs;

    /// <summary>Initializes a new instance of the <see cref="BuildWorker"/> class. Nothing runs before it starts.</summary>
    public BuildWorker(
        IJournal journal, BuildNumbers numbers, BuildServices services, BuildSlots slots, BuildWatch watch, TimeProvider timeProvider, ILogger<BuildWorker> logger)
    {
        _journal = journal;
        _history = new BuildHistory(journal);
        _numbers = numbers;
        _services = services;
        _slots = slots;
        _watch = watch;
        _timeProvider = timeProvider;
        _logger = logger;
        _drives = new BackgroundDrives(LookAsync, services.Options.PollInterval, timeProvider);
    }

    /// <summary>Records a build and begins to drive it.</summary>
    /// <param name="definition">The build.</param>
    /// <param name="buildId">Its id.</param>
    /// <param name="secrets">The secrets that the request gave by value.</param>
    /// <param name="entry">How it comes to its turn.</param>
    /// <param name="cancellationToken">Cancels the recording; whether the build was recorded is then unknown.</param>
    /// <returns>The build as recorded; an earlier one of that id is left alone.</returns>
    /// <exception cref="BuildRefusedException">Too many builds of the project run or wait.</exception>
    public async Task<BuildState> StartAsync(
        BuildDefinition definition, string buildId, IReadOnlyDictionary<string, SecretValue> secrets, BuildEntry entry, CancellationToken cancellationToken)
    {
        _drives.Start();
        if (await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false) is { } earlier)
        {
            return earlier;
        }

        var turn = _slots.Enter(definition.Project, definition.ConcurrentBuildLimit, entry);
        try
        {
            var (state, isNew) = await RecordAsync(definition, buildId, cancellationToken).ConfigureAwait(false);
            if (!isNew)
            {
                turn.Dispose();
                return state;
            }

            var lease = await ClaimAsync(state).ConfigureAwait(false);
            _services.Telemetry.CountStart(definition.Project);
            Log.BuildStarted(_logger, buildId, definition.Project, state.Result.Number);
            _drives.Keep(DriveAsync(lease, state, secrets, turn));
            return state;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _drives.Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops driving. What runs goes on where it runs, and whoever drives next finds it.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _drives.StopAsync(cancellationToken);

    /// <summary>Stops driving without waiting for what is under way.</summary>
    public void Dispose() => _drives.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _drives.DisposeAsync();

    /// <summary>Takes up every build that is open and that nobody drives.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        while (await _journal.ClaimNextAsync(BuildState.StreamKind, _owner, LeaseKeeper.TimeToLive, cancellationToken).ConfigureAwait(false) is { } lease)
        {
            var state = (await _history.ReadAsync(lease.Stream.Key, cancellationToken).ConfigureAwait(false))!;
            if (state.Current.Phase is BuildPhase.Queued && _timeProvider.GetUtcNow() - state.RecordedAt < LeaseKeeper.TimeToLive)
            {
                // Whoever recorded it is about to claim it. If nobody does, the next look takes it.
                await _journal.ReleaseAsync(lease, cancellationToken).ConfigureAwait(false);
                return;
            }

            Log.Resuming(_logger, state.Result.BuildId, state.Current.Phase);
            var entry = state.Current.Phase is BuildPhase.Queued ? BuildEntry.Wait : BuildEntry.Running;
            _drives.Keep(DriveAsync(lease, state, new Dictionary<string, SecretValue>(), _slots.Enter(state.Result.Project, state.Definition.ConcurrentBuildLimit, entry)));
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (!_hasStoredLogs)
        {
            _hasStoredLogs = true;
            await StoreLogsAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await RecoverAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (JournalException e)
        {
            Log.RecoveryFailed(_logger, e);
        }
    }

    // A host may have ended between the end of a build and the storing of its log.
    private async Task StoreLogsAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var buildId in _services.Logs.ListLeft())
            {
                if (await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false) is { Result.Status: not BuildStatus.InProgress } ended)
                {
                    await _services.Logs.StoreLeftAsync(buildId, ended.LogLocation, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (JournalException e)
        {
            Log.RecoveryFailed(_logger, e);
        }
    }

    private async Task<(BuildState State, bool IsNew)> RecordAsync(BuildDefinition definition, string buildId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var number = await _numbers.NextAsync(definition.Project, cancellationToken).ConfigureAwait(false);
            var events = BuildEvents.Start(definition, buildId, number, _timeProvider.GetUtcNow());
            var batch = BuildEvents.StartBatch(buildId, events, BuildNumbers.Take(definition.Project, number, buildId));
            var status = await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
            if (await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false) is { } recorded)
            {
                return (recorded, status is JournalAppendStatus.Appended);
            }
        }
    }

    private async Task<JournalLease> ClaimAsync(BuildState state)
    {
        for (var attempt = 0; attempt < ClaimAttempts; attempt++)
        {
            // The build is recorded already: it must find a driver, whatever becomes of the caller.
            if (await _journal.ClaimAsync(BuildState.StreamOf(state.Result.BuildId), _owner, LeaseKeeper.TimeToLive, CancellationToken.None).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }

            // Whoever looks for lost builds holds each for a moment.
            await Task.Delay(ClaimPause, _timeProvider).ConfigureAwait(false);
        }

        throw new JournalException(
            $"Build '{state.Result.BuildId}' is recorded, but another host holds it. Look at its state; if it needs secrets of this host, start it anew under another id.", JournalFailure.InUse);
    }

    private async Task DriveAsync(JournalLease lease, BuildState state, IReadOnlyDictionary<string, SecretValue> secrets, BuildTurn turn)
    {
        using var place = turn;
        var keeper = new LeaseKeeper(_journal, lease, _timeProvider, _drives.Stopping);
        await using (keeper.ConfigureAwait(false))
        {
            var recorder = new BuildRecorder(_journal, keeper, state, _watch, _services.Telemetry, _timeProvider);
            await using (recorder.ConfigureAwait(false))
            {
                try
                {
                    var driver = new BuildDriver(_services, recorder, secrets, _timeProvider, _logger);
                    await using (driver.ConfigureAwait(false))
                    {
                        await driver.DriveAsync(turn, RepeatAsync).ConfigureAwait(false);
                    }
                }
                catch (OperationCanceledException) when (keeper.Token.IsCancellationRequested)
                {
                    Log.Left(_logger, lease.Stream.Key);
                }
#pragma warning disable CA1031 // The boundary of the engine: one build that cannot be driven must not keep the others from being driven.
                catch (Exception e)
#pragma warning restore CA1031
                {
                    Log.DriveFailed(_logger, lease.Stream.Key, e);
                }
            }
        }

        Task RepeatAsync(BuildDefinition definition, string buildId) =>
            StartAsync(definition, buildId, secrets, BuildEntry.Wait, CancellationToken.None); // What failed is repeated, whoever waits for it.
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Build {Build} of {Project} begins; its number is {Number}.")]
        public static partial void BuildStarted(ILogger logger, string build, string project, long number);

        [LoggerMessage(2011, LogLevel.Information, "Build {Build} is taken up again in phase {Phase}: the host that drove it is gone.")]
        public static partial void Resuming(ILogger logger, string build, BuildPhase phase);

        [LoggerMessage(2012, LogLevel.Error, "Looking for builds whose host is gone failed. It is tried again.")]
        public static partial void RecoveryFailed(ILogger logger, Exception exception);

        [LoggerMessage(2013, LogLevel.Information, "Build {Build} is left as it is: this host stops, or its lease may be lost.")]
        public static partial void Left(ILogger logger, string build);

        [LoggerMessage(2014, LogLevel.Error, "Build {Build} could not be driven.")]
        public static partial void DriveFailed(ILogger logger, string build, Exception exception);
    }
}
