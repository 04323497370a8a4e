using System.Runtime.CompilerServices;
using Forge.Deploy.Driving;
using Forge.Journal;

namespace Forge.Deploy;

/// <summary>Tells what was deployed, when, by whom, and what the hooks printed.</summary>
/// <remarks>Only reads. Safe for concurrent use. Every member throws <see cref="JournalException"/> when the journal cannot be used.</remarks>
public sealed class DeploymentHistory
{
    private readonly IJournal _journal;
    private readonly DeploymentCatalog _catalog;
    private readonly DeploymentFeed _feed;

    internal DeploymentHistory(IJournal journal, DeploymentCatalog catalog, DeploymentFeed feed)
    {
        _journal = journal;
        _catalog = catalog;
        _feed = feed;
    }

    /// <summary>Lists deployments, the newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>How each stands, with its targets and their lifecycle events.</returns>
    /// <exception cref="ArgumentException">The filter wants less than one, or goes on after a deployment that it does not hold.</exception>
    public async IAsyncEnumerable<DeploymentResult> ListAsync(DeploymentFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Most, 1, nameof(filter));
        var isBehind = filter.After is null;
        var left = filter.Most;
        await foreach (var stream in _journal.ListAsync(DeploymentStreams.Deployments, cancellationToken).ConfigureAwait(false))
        {
            if (left is 0)
            {
                yield break;
            }

            if (!isBehind)
            {
                isBehind = stream.Key == filter.After;
                continue;
            }

            if (await _feed.ReadAsync(stream.Key, cancellationToken).ConfigureAwait(false) is not { } state)
            {
                continue;
            }

            if (state.CreatedAt < filter.CreatedFrom)
            {
                yield break;
            }

            if (DeploymentReport.ToResult(state) is var result && IsWanted(filter, result))
            {
                left--;
                yield return result;
            }
        }

        if (!isBehind)
        {
            throw new ArgumentException($"The list cannot go on after '{filter.After}': there is no such deployment.", nameof(filter));
        }
    }

    /// <summary>Reads everything that the hooks of a deployment printed on a target, line by line, each with its time and its script. More than the tail in <see cref="LifecycleEventResult.LogTail"/>.</summary>
    /// <param name="deploymentId">The deployment.</param>
    /// <param name="target">The target, which is connected to.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The lines so far; none when no hook ran there, or when the target keeps the deployment no longer.</returns>
    /// <exception cref="ArgumentException">There is no such deployment, or it has no such target.</exception>
    /// <exception cref="DeployTargetException">The target cannot be reached, or the log cannot be read.</exception>
    public async IAsyncEnumerable<string> ReadLogAsync(string deploymentId, string target, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = await _feed.ReadAsync(deploymentId, cancellationToken).ConfigureAwait(false) ?? throw DeploymentFeed.Unknown(deploymentId);
        if (state.Selected.FirstOrDefault(one => one.Name == target) is not { } selected || _catalog.Target(selected) is not { } reached)
        {
            throw new ArgumentException($"Deployment '{deploymentId}' has no target '{target}' that this host can reach. {Names.Hint(target, [.. state.Targets.Select(one => one.Name)])}", nameof(target));
        }

        var session = await reached.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await foreach (var line in new TargetLog(session, GroupId.Of(state.Created.Group), deploymentId).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return line;
            }
        }
    }

    private static bool IsWanted(DeploymentFilter filter, DeploymentResult result) =>
        (filter.Group is null || filter.Group == result.Group)
        && (filter.Statuses.Count is 0 || filter.Statuses.Contains(result.Status))
        && (filter.Creator is null || filter.Creator == result.Creator)
        && !(result.CreatedAt >= filter.CreatedBefore);
}
