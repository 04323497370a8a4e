using Forge.Deploy.Driving;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy;

/// <summary>Locks deployment groups, so that no deployment begins, and unlocks them. Locks are in the journal and survive a restart.</summary>
/// <remarks>Safe for concurrent use. Every member throws <see cref="JournalException"/> when the journal cannot be used.</remarks>
public sealed partial class DeploymentLocks
{
    private const int LongestText = 256;

    private readonly IJournal _journal;
    private readonly DeploymentCatalog _catalog;
    private readonly StreamSignals _signals;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    internal DeploymentLocks(IJournal journal, DeploymentCatalog catalog, StreamSignals signals, TimeProvider timeProvider, ILogger<DeploymentLocks> logger)
    {
        _journal = journal;
        _catalog = catalog;
        _signals = signals;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Locks a group. Who holds the lock already may lock again, and so give another reason.</summary>
    /// <param name="group">The deployment group.</param>
    /// <param name="owner">Who locks: 1 to 256 characters.</param>
    /// <param name="reason">Why, as it is told to whoever wants to deploy: 1 to 256 characters.</param>
    /// <param name="cancellationToken">Cancels the locking; whether the group is locked is then unknown.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="ArgumentException">The owner or the reason is empty or too long.</exception>
    /// <exception cref="DeploymentRefusedException">There is no such group, or somebody else holds its lock.</exception>
    public async Task<DeploymentLock> LockAsync(string group, string owner, string reason, CancellationToken cancellationToken = default)
    {
        Check(owner, nameof(owner));
        Check(reason, nameof(reason));
        _catalog.Group(group);
        while (true)
        {
            var state = await ReadAsync(group, cancellationToken).ConfigureAwait(false);
            if (state.Lock is { } held && held.Owner != owner)
            {
                throw new DeploymentRefusedException(
                    $"'{group}' cannot be locked: '{held.Owner}' has locked it since {held.Since:u}: {held.Reason}. Ask '{held.Owner}', or unlock it with force.", DeploymentFailure.ResourceLimitExceeded);
            }

            var locked = new GroupLocked(owner, reason, state.Lock?.Since ?? _timeProvider.GetUtcNow());
            if (locked == state.Lock || await AppendAsync(group, state, locked, cancellationToken).ConfigureAwait(false))
            {
                Log.Locked(_logger, group, owner, reason);
                return ToLock(group, locked);
            }
        }
    }

    /// <summary>Unlocks a group. One that is not locked stays so.</summary>
    /// <param name="group">The deployment group.</param>
    /// <param name="requestedBy">Who unlocks.</param>
    /// <param name="isForced">Whether somebody else's lock is broken; the journal and the log say by whom.</param>
    /// <param name="cancellationToken">Cancels the unlocking; whether the group is locked is then unknown.</param>
    /// <returns>The lock that is gone, or null when there was none.</returns>
    /// <exception cref="DeploymentRefusedException">There is no such group, or the lock is somebody else's and <paramref name="isForced"/> is false.</exception>
    public async Task<DeploymentLock?> UnlockAsync(string group, string requestedBy, bool isForced = false, CancellationToken cancellationToken = default)
    {
        Check(requestedBy, nameof(requestedBy));
        _catalog.Group(group);
        while (true)
        {
            var state = await ReadAsync(group, cancellationToken).ConfigureAwait(false);
            if (state.Lock is not { } held)
            {
                return null;
            }

            var isForeign = held.Owner != requestedBy;
            if (isForeign && !isForced)
            {
                throw new DeploymentRefusedException(
                    $"'{group}' cannot be unlocked by '{requestedBy}': '{held.Owner}' has locked it since {held.Since:u}: {held.Reason}. Ask '{held.Owner}', or unlock it with force.",
                    DeploymentFailure.ResourceLimitExceeded);
            }

            if (await AppendAsync(group, state, new GroupUnlocked(requestedBy, isForeign), cancellationToken).ConfigureAwait(false))
            {
                Tell(group, held, requestedBy);
                return ToLock(group, held);
            }
        }
    }

    /// <summary>Reads the lock of a group.</summary>
    /// <param name="group">The deployment group.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The lock, or null when the group is not locked.</returns>
    public async Task<DeploymentLock?> GetAsync(string group, CancellationToken cancellationToken = default) =>
        (await ReadAsync(group, cancellationToken).ConfigureAwait(false)).Lock is { } held ? ToLock(group, held) : null;

    private static void Check(string text, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LongestText, name);
    }

    private static DeploymentLock ToLock(string group, GroupLocked held) => new() { Group = group, Owner = held.Owner, Reason = held.Reason, Since = held.Since };

    private Task<GroupState> ReadAsync(string group, CancellationToken cancellationToken) =>
        GroupState.FoldAsync(_journal.ReadAsync(DeploymentStreams.Group(group), 1, cancellationToken));

    private async Task<bool> AppendAsync(string group, GroupState state, GroupEvent happened, CancellationToken cancellationToken)
    {
        var append = DeploymentStreams.Append(DeploymentStreams.Group(group), state.Sequence, [happened]);
        return await _journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended;
    }

    private void Tell(string group, GroupLocked held, string requestedBy)
    {
        _signals.Raise(DeploymentStreams.GroupSignal(group));
        if (held.Owner == requestedBy)
        {
            Log.Unlocked(_logger, group, requestedBy);
        }
        else
        {
            Log.LockBroken(_logger, group, requestedBy, held.Owner, held.Reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3080, LogLevel.Information, "{Group} was locked by {Owner}: {Reason}")]
        public static partial void Locked(ILogger logger, string group, string owner, string reason);

        [LoggerMessage(3081, LogLevel.Information, "{Group} was unlocked by {Who}.")]
        public static partial void Unlocked(ILogger logger, string group, string who);

        [LoggerMessage(3082, LogLevel.Warning, "{Group} was unlocked by {Who}, who broke the lock of {Owner}: {Reason}")]
        public static partial void LockBroken(ILogger logger, string group, string who, string owner, string reason);
    }
}
