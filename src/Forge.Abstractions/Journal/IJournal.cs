namespace Forge.Journal;

/// <summary>The durable memory of Forge: histories of events, the right to drive them, timers, and an outbox.</summary>
/// <remarks>
/// <para>Lifecycle: one instance serves the whole process. A driver claims a history, reads it, folds it into a state, records
/// what it is about to do, does it, records the outcome, and so on; it renews the lease while it works.</para>
/// <para>Concurrency: every member may be called at the same time as any other, from several hosts if the store allows them.</para>
/// <para>Durability: what a completed call has recorded survives a power cut. After an error of the underlying storage the journal
/// is poisoned: every call throws until it has been reopened and read again, because a commit that failed may be there.</para>
/// <para>Time: the journal's own clock decides when a lease has expired and when a timer is due; clocks of hosts do not matter.</para>
/// <para>Errors: every member throws <see cref="JournalException"/> when the storage fails or is full.</para>
/// </remarks>
public interface IJournal
{
    /// <summary>Records a batch: all of it or nothing.</summary>
    /// <param name="batch">What to record.</param>
    /// <param name="cancellationToken">Cancels the call; whether the batch was recorded is then unknown, and a read tells.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentException">The batch is malformed: no events, or one history twice.</exception>
    Task<JournalAppendStatus> AppendAsync(JournalBatch batch, CancellationToken cancellationToken);

    /// <summary>Reads a history in order.</summary>
    /// <param name="stream">The history; one that does not exist has no events.</param>
    /// <param name="fromSequence">The first sequence number wanted; 1 for all.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The events that were recorded when the read began, and perhaps later ones.</returns>
    IAsyncEnumerable<JournalEvent> ReadAsync(StreamId stream, long fromSequence, CancellationToken cancellationToken);

    /// <summary>Lists histories, the newest first.</summary>
    /// <param name="kind">The kind wanted.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The names of the histories of that kind, open and closed.</returns>
    IAsyncEnumerable<StreamId> ListAsync(string kind, CancellationToken cancellationToken);

    /// <summary>Claims the oldest open history of a kind that nobody holds.</summary>
    /// <param name="kind">The kind wanted.</param>
    /// <param name="owner">Who claims: a name that is unique to this running host.</param>
    /// <param name="timeToLive">How long the lease lasts unless it is renewed; from one second to one hour.</param>
    /// <param name="cancellationToken">Cancels the call; a lease that was granted all the same expires by itself.</param>
    /// <returns>The lease, or null when there is nothing to claim.</returns>
    Task<JournalLease?> ClaimNextAsync(string kind, string owner, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Claims one history.</summary>
    /// <param name="stream">The history.</param>
    /// <param name="owner">Who claims: a name that is unique to this running host.</param>
    /// <param name="timeToLive">How long the lease lasts unless it is renewed; from one second to one hour.</param>
    /// <param name="cancellationToken">Cancels the call; a lease that was granted all the same expires by itself.</param>
    /// <returns>The lease, or null when the history does not exist, is closed, or is held by somebody else or by this owner.</returns>
    Task<JournalLease?> ClaimAsync(StreamId stream, string owner, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Prolongs a lease. Its epoch stays.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="timeToLive">How long it lasts from now; from one second to one hour.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Whether the lease is still held; false means that somebody else has it: stop driving.</returns>
    Task<bool> RenewAsync(JournalLease lease, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Gives a lease back, so that the history can be claimed at once. Giving back what is no longer held changes nothing.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Cancels the call; the lease then expires by itself.</param>
    /// <returns>A task that completes when the history is free.</returns>
    Task ReleaseAsync(JournalLease lease, CancellationToken cancellationToken);

    /// <summary>Tells which timers are due. A timer stays due until a batch clears it.</summary>
    /// <param name="most">The most timers wanted; 1 or more.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The due timers, the longest due first.</returns>
    Task<IReadOnlyList<JournalTimerKey>> ReadDueTimersAsync(int most, CancellationToken cancellationToken);

    /// <summary>Reads the events that still have to be delivered, in the order of recording.</summary>
    /// <param name="most">The most events wanted; 1 or more.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The events.</returns>
    Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(int most, CancellationToken cancellationToken);

    /// <summary>Reads the events that one reader has not accepted yet, in the order of recording.</summary>
    /// <param name="reader">The reader's name; one that has never accepted anything gets everything that is there.</param>
    /// <param name="most">The most events wanted; 1 or more.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The events.</returns>
    Task<IReadOnlyList<ForgeEvent>> ReadOutboxAsync(string reader, int most, CancellationToken cancellationToken);

    /// <summary>Notes that a reader has accepted an event, and with it every event that was recorded before. They stay in the outbox.</summary>
    /// <param name="reader">The reader's name.</param>
    /// <param name="id">The id of the event. One that is not in the outbox changes nothing, nor does one that the reader has accepted.</param>
    /// <param name="cancellationToken">Cancels the call; the reader may then read the events again.</param>
    /// <returns>A task that completes when the reader will not read the events again.</returns>
    Task AcceptOutboxAsync(string reader, string id, CancellationToken cancellationToken);

    /// <summary>Takes delivered events out of the outbox. Taking out what is not there changes nothing.</summary>
    /// <param name="ids">The ids of the events.</param>
    /// <param name="cancellationToken">Cancels the call; the events may then be delivered again.</param>
    /// <returns>A task that completes when the events will not be read again.</returns>
    Task CompleteOutboxAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);
}
