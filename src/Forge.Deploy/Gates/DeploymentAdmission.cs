using Forge.Deploy.Driving;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Deploy.Gates;

/// <summary>Waits until the turn of a queued deployment has come, and takes the group for it.</summary>
/// <remarks>The group's history decides, not this wait: whoever appends first has the group, and a crash before or after the append loses nothing.</remarks>
internal sealed class DeploymentAdmission(IJournal journal, DeploymentCatalog catalog, StreamSignals signals, TimeSpan pollInterval, TimeProvider timeProvider)
{
    /// <summary>Waits.</summary>
    /// <param name="state">The deployment as read under the lease.</param>
    /// <param name="lease">The lease.</param>
    /// <returns>A task that completes when the deployment may begin, has ended, or is driven by somebody else. It is to be claimed anew then.</returns>
    public async Task AdmitAsync(DeploymentState state, LeaseKeeper lease)
    {
        var group = state.Created.Group;
        while (state is { IsQueued: true, Ended: null })
        {
            var news = signals.Next(DeploymentStreams.GroupSignal(group));
            var standing = await GroupState.FoldAsync(journal.ReadAsync(DeploymentStreams.Group(group), 1, lease.Token)).ConfigureAwait(false);
            if (!MayBegin(state, standing))
            {
                await WaitAsync(news, lease.Token).ConfigureAwait(false);
            }
            else if (await TakeAsync(state, standing, lease).ConfigureAwait(false) is not JournalAppendStatus.Conflict)
            {
                signals.Raise(state.Created.DeploymentId);
                return;
            }

            state = (await DeploymentState.FoldAsync(journal.ReadAsync(lease.Lease.Stream, 1, lease.Token)).ConfigureAwait(false))!;
        }
    }

    private bool MayBegin(DeploymentState state, GroupState standing)
    {
        var created = state.Created;
        var windows = created.IgnoresWindows ? DeploymentWindows.Always : catalog.Windows(created.Group);
        return AdmissionDecider.FindHindrance(standing, created.Group, created.DeploymentId, windows, timeProvider.GetUtcNow()) is null;
    }

    private Task<JournalAppendStatus> TakeAsync(DeploymentState state, GroupState standing, LeaseKeeper lease)
    {
        var created = state.Created;
        var admitted = new DeploymentAdmitted(standing.Order(state.Selected));
        var batch = new JournalBatch
        {
            Lease = lease.Lease,
            Appends =
            [
                DeploymentStreams.Append(lease.Lease.Stream, state.Sequence, [admitted]),
                DeploymentStreams.Append(DeploymentStreams.Group(created.Group), standing.Sequence, [new GroupReserved(created.DeploymentId, created.Creator)]),
            ],
        };
        return journal.AppendAsync(batch, lease.Token);
    }

    private async Task WaitAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(pollInterval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another host may have ended what has the group, and a window opens without anybody's word.
        }
    }
}
