using Forge.Journal;

namespace Forge.Build.Batches;

/// <summary>Reads batches back from the journal.</summary>
internal sealed class BatchHistory(IJournal journal)
{
    /// <summary>Reads what has happened to a batch since.</summary>
    /// <param name="state">What is known; null for nothing.</param>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>What is known now; null when there is no such batch.</returns>
    public async Task<BatchState?> ReadOnAsync(BatchState? state, string batchId, CancellationToken cancellationToken)
    {
        await foreach (var recorded in journal.ReadAsync(BatchState.StreamOf(batchId), (state?.Sequence ?? 0) + 1, cancellationToken).ConfigureAwait(false))
        {
            state = BatchState.Apply(state, recorded.Entry);
        }

        return state;
    }
}
