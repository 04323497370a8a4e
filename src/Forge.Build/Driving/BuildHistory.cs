using System.Runtime.CompilerServices;
using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>Reads builds back from the journal.</summary>
internal sealed class BuildHistory(IJournal journal)
{
    /// <summary>Reads a build.</summary>
    /// <returns>What is known, and how many events it is made of; null when there is no such build.</returns>
    public async Task<(BuildState? State, long Sequence, DateTimeOffset RecordedAt)> ReadAsync(string buildId, CancellationToken cancellationToken)
    {
        BuildState? state = null;
        var (sequence, recordedAt) = (0L, default(DateTimeOffset));
        await foreach (var recorded in journal.ReadAsync(BuildState.StreamOf(buildId), fromSequence: 1, cancellationToken).ConfigureAwait(false))
        {
            state = BuildState.Apply(state, recorded.Entry);
            (sequence, recordedAt) = (recorded.Sequence, recorded.RecordedAt);
        }

        return (state, sequence, recordedAt);
    }

    /// <summary>Lists the ids of builds, the newest first.</summary>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stream in journal.ListAsync(BuildState.StreamKind, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Key;
        }
    }
}
