using Forge.Build.Driving;
using Forge.Git;
using Forge.Journal;

namespace Forge.Build;

/// <summary>Tells what the badges of projects say. Safe for concurrent use.</summary>
public sealed class BuildBadges
{
    private const int MostBuilds = 200;

    private readonly BuildNumbers _numbers;
    private readonly BuildHistory _history;

    internal BuildBadges(BuildNumbers numbers, BuildHistory history)
    {
        _numbers = numbers;
        _history = history;
    }

    /// <summary>Tells how the newest build of a branch or tag stands.</summary>
    /// <param name="project">The project.</param>
    /// <param name="reference">The branch or tag; null for the newest build of all that was not for a pull request.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The status; <see cref="BuildBadgeStatus.Unknown"/> when the newest 200 builds of the project have none such.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildBadgeStatus> GetStatusAsync(string project, GitRef? reference = null, CancellationToken cancellationToken = default)
    {
        var looked = 0;
        await foreach (var buildId in _numbers.ListAsync(project, cancellationToken).ConfigureAwait(false))
        {
            if (await _history.ReadAsync(buildId, cancellationToken).ConfigureAwait(false) is { } state && BadgePlanner.IsOf(state, reference))
            {
                return BadgePlanner.StatusOf(state.Result.Status);
            }

            if (++looked == MostBuilds)
            {
                break;
            }
        }

        return BuildBadgeStatus.Unknown;
    }
}
