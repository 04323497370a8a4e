using Forge.Build;
using Forge.Deploy;

namespace Forge.Pipelines.Timelines;

/// <summary>Tells what was built and deployed, and when. Safe for concurrent use.</summary>
public sealed class TimelineReader
{
    private readonly BuildEngine _builds;
    private readonly DeploymentEngine _deployments;

    /// <summary>Initializes a new instance of the <see cref="TimelineReader"/> class.</summary>
    /// <param name="builds">Where builds are known.</param>
    /// <param name="deployments">Where deployments are known.</param>
    public TimelineReader(BuildEngine builds, DeploymentEngine deployments)
    {
        ArgumentNullException.ThrowIfNull(builds);
        ArgumentNullException.ThrowIfNull(deployments);
        _builds = builds;
        _deployments = deployments;
    }

    /// <summary>Reads the newest builds and deployments from the journal.</summary>
    /// <param name="most">The most of each kind; 1 or more.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>They, in the order of beginning.</returns>
    /// <exception cref="Journal.JournalException">The journal cannot be read.</exception>
    public async Task<Timeline> ReadAsync(int most, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);

        var activities = new List<TimelineActivity>();
        await foreach (var id in _builds.ListAsync(cancellationToken).Take(most).ConfigureAwait(false))
        {
            if (await _builds.GetAsync(id, cancellationToken).ConfigureAwait(false) is { } build)
            {
                activities.Add(TimelineBuilder.FromBuild(build));
            }
        }

        await foreach (var id in _deployments.ListAsync(cancellationToken).Take(most).ConfigureAwait(false))
        {
            if (await _deployments.GetAsync(id, cancellationToken).ConfigureAwait(false) is { } deployment)
            {
                activities.Add(TimelineBuilder.FromDeployment(deployment));
            }
        }

        return new Timeline { Activities = [.. activities.OrderBy(activity => activity.StartedAt)] };
    }
}
