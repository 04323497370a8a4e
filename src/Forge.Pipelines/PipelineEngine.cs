using System.Runtime.CompilerServices;
using Forge.Journal;
using Forge.Pipelines.Runs;

namespace Forge.Pipelines;

/// <summary>Tells about the runs of pipelines. Safe for concurrent use.</summary>
/// <remarks>Runs are started by pushes and carried out one at a time, in the order of the pushes.</remarks>
public sealed class PipelineEngine
{
    internal const string StreamKind = "pipeline";

    private readonly IJournal _journal;

    /// <summary>Initializes a new instance of the <see cref="PipelineEngine"/> class.</summary>
    /// <param name="journal">Where runs are recorded.</param>
    public PipelineEngine(IJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
    }

    /// <summary>Lists runs, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The ids of the runs.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stream in _journal.ListAsync(StreamKind, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Key;
        }
    }

    /// <summary>Tells how a run stands.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The run, or null when there is none of that id.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<PipelineRunResult?> GetAsync(string runId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(runId);
        var state = await LoadAsync(runId, cancellationToken).ConfigureAwait(false);
        return state.Sequence == 0 ? null : state.ToResult();
    }

    internal static StreamId StreamOf(string runId) => new(StreamKind, runId);

    internal async Task<PipelineRunState> LoadAsync(string runId, CancellationToken cancellationToken)
    {
        var state = new PipelineRunState { RunId = runId };
        await foreach (var recorded in _journal.ReadAsync(StreamOf(runId), 1, cancellationToken).ConfigureAwait(false))
        {
            state = state.Apply(PipelineJson.FromEntry(recorded));
        }

        return state;
    }
}
