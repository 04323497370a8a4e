using System.Collections.Concurrent;
using Forge.Deploy.Driving;
using Forge.Journal;

namespace Forge.Deploy.Inventories;

/// <summary>Reads how groups stand: the whole history once, then only what is new. Safe for concurrent use.</summary>
internal sealed class GroupFeed(IJournal journal)
{
    private readonly ConcurrentDictionary<string, GroupState> _last = new(StringComparer.Ordinal);

    /// <summary>Reads how a group stands.</summary>
    public async Task<GroupState> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var last = _last.GetValueOrDefault(name, GroupState.Empty);
        return _last[name] = await GroupState.FoldAsync(journal.ReadAsync(DeploymentStreams.Group(name), last.Sequence + 1, cancellationToken), last).ConfigureAwait(false);
    }

    /// <summary>Reads what a deployment was created as.</summary>
    /// <returns>What was recorded, or null when there is no such deployment.</returns>
    public async Task<DeploymentCreated?> ReadCreatedAsync(string deploymentId, CancellationToken cancellationToken)
    {
        await foreach (var recorded in journal.ReadAsync(DeploymentStreams.Deployment(deploymentId), 1, cancellationToken).ConfigureAwait(false))
        {
            return JournalFormat.Read<DeploymentEvent>(recorded) as DeploymentCreated;
        }

        return null;
    }
}
