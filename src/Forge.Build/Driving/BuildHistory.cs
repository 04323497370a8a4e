using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>Reads builds back from the journal.</summary>
internal sealed class BuildHistory(IJournal journal)
{
    /// <summary>Reads a build.</summary>
    /// <returns>What is known; null when there is no such build.</returns>
    public async Task<BuildState?> ReadAsync(string buildId, CancellationToken cancellationToken) =>
        await ReadOnAsync(null, buildId, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads what has happened to a build since.</summary>
    /// <returns>What is known now; null when there is no such build.</returns>
    public async Task<BuildState?> ReadOnAsync(BuildState? state, string buildId, CancellationToken cancellationToken)
    {
        await foreach (var recorded in journal.ReadAsync(BuildState.StreamOf(buildId), (state?.Sequence ?? 0) + 1, cancellationToken).ConfigureAwait(false))
        {
            state = BuildState.Apply(state, recorded.Entry) with { RecordedAt = recorded.RecordedAt };
        }

        return state;
    }
}
