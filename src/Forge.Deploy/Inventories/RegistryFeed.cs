using Forge.Deploy.Driving;
using Forge.Journal;

namespace Forge.Deploy.Inventories;

/// <summary>Reads the registered targets from the journal: all of them once, then only what is new.</summary>
internal sealed class RegistryFeed(IJournal journal)
{
    private volatile RegistryState _last = RegistryState.Empty;

    /// <summary>Reads the targets that are registered now.</summary>
    public async Task<RegistryState> ReadAsync(CancellationToken cancellationToken)
    {
        var last = _last;
        return _last = await last.FoldAsync(journal.ReadAsync(DeploymentStreams.Registry, last.Sequence + 1, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Records an event after a state.</summary>
    /// <returns>Whether nothing had come in between; otherwise everything must be looked at again.</returns>
    public async Task<bool> TryAppendAsync(RegistryState state, RegistryEvent happened, CancellationToken cancellationToken)
    {
        var append = DeploymentStreams.Append(DeploymentStreams.Registry, state.Sequence, [happened]);
        return await journal.AppendAsync(new JournalBatch { Appends = [append] }, cancellationToken).ConfigureAwait(false) is JournalAppendStatus.Appended;
    }
}
