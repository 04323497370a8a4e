using Forge.Journal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Forge.Build.Driving;

/// <summary>Ends builds whose host ended in the middle of them: their environment is lost, and a build is never run twice by itself.</summary>
internal sealed partial class BuildRecovery(
    IJournal journal, IOptions<BuildOptions> options, TimeProvider timeProvider, ILogger<BuildRecovery> logger) : BackgroundService
{
    private readonly BuildHistory _history = new(journal);
    private readonly TimeSpan _leaseTime = options.Value.LeaseTime;
    private readonly string _owner = $"recovery-{Guid.NewGuid():N}";

    /// <summary>Ends every build that nobody drives.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        while (await journal.ClaimNextAsync(BuildState.StreamKind, _owner, _leaseTime, cancellationToken).ConfigureAwait(false) is { } lease)
        {
            var (state, sequence, recordedAt) = await _history.ReadAsync(lease.Stream.Key, cancellationToken).ConfigureAwait(false);

            // A build that was recorded a moment ago may have an engine that is about to claim it. If it has none, the next look ends it.
            if (timeProvider.GetUtcNow() - recordedAt < _leaseTime)
            {
                await journal.ReleaseAsync(lease, cancellationToken).ConfigureAwait(false);
                return;
            }

            await EndAsync(lease, state!, sequence, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_leaseTime, timeProvider);
        do
        {
            try
            {
                await RecoverAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (JournalException e)
            {
                Log.RecoveryFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private async Task EndAsync(JournalLease lease, BuildState state, long sequence, CancellationToken cancellationToken)
    {
        var events = BuildRecorder.EndOfLost(state, timeProvider.GetUtcNow());
        JournalEntry[] entries = [.. events.Select(BuildState.ToEntry)];
        var batch = new JournalBatch
        {
            Appends = [new JournalAppend { Stream = lease.Stream, ExpectedSequence = sequence, Entries = entries, Closes = true }],
            Lease = lease,
            Outbox = BuildRecorder.ToOutbox(lease.Stream.Key, events, entries, sequence + 1),
        };
        await journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
        Log.BuildLost(logger, lease.Stream.Key);
    }

    private static partial class Log
    {
        [LoggerMessage(2011, LogLevel.Error, "Build {Build} is lost: its host ended in the middle of it. It was ended as FAULT and is not repeated.")]
        public static partial void BuildLost(ILogger logger, string build);

        [LoggerMessage(2012, LogLevel.Error, "Looking for builds whose host is gone failed. It is tried again.")]
        public static partial void RecoveryFailed(ILogger logger, Exception exception);
    }
}
