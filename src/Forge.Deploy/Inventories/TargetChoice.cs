using Forge.Artifacts;
using Forge.Deploy.Driving;

namespace Forge.Deploy.Inventories;

/// <summary>Chooses the targets of a deployment among all that there are. What is chosen stays so until its end.</summary>
internal sealed class TargetChoice(TargetDirectory directory, GroupFeed groups)
{
    /// <summary>Chooses.</summary>
    /// <param name="options">The group.</param>
    /// <param name="group">How it stands.</param>
    /// <param name="current">The revision whose targets are left out, or null to take all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The targets; at least one.</returns>
    /// <exception cref="DeploymentRefusedException">The group names what does not exist, nothing matches, or none is left.</exception>
    /// <exception cref="TargetInventoryException">An inventory cannot be used.</exception>
    public async Task<IReadOnlyList<KnownTarget>> ChooseAsync(DeploymentGroupOptions options, GroupState group, ArtifactDigest? current, CancellationToken cancellationToken)
    {
        var all = await directory.SelectAsync(options, cancellationToken).ConfigureAwait(false);

        // Those that have appeared just now get what the group had before, and are updated after this deployment.
        var free = all.Where(target => !group.IsJoining(target.Name)).ToList();
        if (free.Count is 0)
        {
            throw new DeploymentRefusedException(
                $"Every target of '{options.Name}' is being deployed to because it has appeared just now ({Names.List(group.Joining.Keys)}). Wait for that.", DeploymentFailure.ResourceLimitExceeded);
        }

        if (current is not { } digest)
        {
            return free;
        }

        var having = await ReadHavingAsync(group, free, digest, cancellationToken).ConfigureAwait(false);
        var outdated = free.Where(target => !having.Contains(DeploymentIdOf(group, target))).ToList();
        return outdated.Count > 0
            ? outdated
            : throw new DeploymentRefusedException($"Every target of '{options.Name}' has this revision already, and the request is for those only that do not.", DeploymentFailure.NoInstances);
    }

    private static string DeploymentIdOf(GroupState group, KnownTarget target) => group.Find(target.Name, target.Instance)?.DeploymentId ?? "";

    // Targets have their revisions from a few deployments, however many they are.
    private async Task<HashSet<string>> ReadHavingAsync(GroupState group, IEnumerable<KnownTarget> targets, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        var having = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in targets.Select(target => DeploymentIdOf(group, target)).Where(id => id is not "").Distinct(StringComparer.Ordinal))
        {
            if ((await groups.ReadCreatedAsync(id, cancellationToken).ConfigureAwait(false))?.Digest == digest.Value)
            {
                having.Add(id);
            }
        }

        return having;
    }
}
