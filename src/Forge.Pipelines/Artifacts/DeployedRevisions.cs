using Forge.Artifacts;
using Forge.Artifacts.Retention;
using Forge.Deploy;

namespace Forge.Pipelines.Artifacts;

/// <summary>Keeps from retention what deployments need: the revision of every one that has not ended, and of each group the revision that is live and the one before it, to go back to.</summary>
/// <param name="list">Lists the deployments, the newest first.</param>
internal sealed class DeployedRevisions(Func<CancellationToken, IAsyncEnumerable<DeploymentResult>> list) : IArtifactProtection
{
    private const int KeptPerGroup = 2;

    /// <summary>Makes it for a host.</summary>
    public static DeployedRevisions Of(DeploymentEngine deployments) => new(cancellationToken => deployments
        .ListAsync(cancellationToken)
        .Select(async (string id, CancellationToken token) => await deployments.GetAsync(id, token).ConfigureAwait(false))
        .Where(deployment => deployment is not null)
        .Select(deployment => deployment!));

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<ArtifactKey>> ListProtectedAsync(IArtifactStore store, CancellationToken cancellationToken)
    {
        var needed = new HashSet<ArtifactKey>();
        var groups = new Dictionary<string, HashSet<ArtifactKey>>(StringComparer.Ordinal);
        await foreach (var deployment in list(cancellationToken).ConfigureAwait(false))
        {
            if (deployment.EndedAt is null)
            {
                needed.Add(deployment.Revision);
            }

            if (!groups.TryGetValue(deployment.Group, out var kept))
            {
                groups[deployment.Group] = kept = [];
            }

            if (deployment.Status is DeploymentStatus.Succeeded && kept.Count < KeptPerGroup)
            {
                kept.Add(deployment.Revision);
            }
        }

        needed.UnionWith(groups.Values.SelectMany(kept => kept));
        return needed;
    }
}
