using Forge.Build.Driving;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Build.Batches;

/// <summary>Records one batch in the journal while its builds run, and reads what others want of it. For one caller at a time.</summary>
internal sealed class BatchRecorder(IJournal journal, LeaseKeeper keeper, BatchState state, BuildWatch watch)
{
    private readonly BatchHistory _history = new(journal);

    /// <summary>Gets the batch as recorded.</summary>
    public BatchState State { get; private set; } = state;

    /// <summary>Gets a token that is cancelled when this host may no longer drive the batch: it stops, or another one has taken over.</summary>
    public CancellationToken Released => keeper.Token;

    private string Key => WatchKey(State.Result.BatchId);

    /// <summary>Names a batch where builds and batches are waited for.</summary>
    public static string WatchKey(string batchId) => BatchState.StreamOf(batchId).ToString();

    /// <summary>Records events, all or none. What has happened is recorded whoever gave up: hence no token.</summary>
    /// <exception cref="JournalException">They cannot be recorded.</exception>
    public async Task AppendAsync(params IReadOnlyList<object> events)
    {
        JournalAppendStatus status;
        do
        {
            var batch = BatchEvents.Append(BatchState.StreamOf(State.Result.BatchId), State.Sequence, events) with { Lease = keeper.Lease };
            status = await journal.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false);
            await CatchUpAsync(CancellationToken.None).ConfigureAwait(false);
        }
        while (status is JournalAppendStatus.Conflict);
        if (status is JournalAppendStatus.Fenced)
        {
            throw new JournalException(
                $"Batch '{State.Result.BatchId}' was taken over by another host: the lease of this one had expired because it stood still.", JournalFailure.InUse);
        }

        watch.Raise(Key);
    }

    /// <summary>Returns a task that completes when it is time to look again. Take it before <see cref="CatchUpAsync"/>.</summary>
    public Task NextAsync() => watch.WaitAsync(watch.Next(Key), Released);

    /// <summary>Reads what others have recorded.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken) =>
        State = (await _history.ReadOnAsync(State, State.Result.BatchId, cancellationToken).ConfigureAwait(false))!;
}
