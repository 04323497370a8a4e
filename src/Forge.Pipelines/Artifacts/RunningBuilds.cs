using Forge.Artifacts;
using Forge.Artifacts.Retention;
using Forge.Build;

namespace Forge.Pipelines.Artifacts;

/// <summary>Keeps from retention what builds and batches have stored that have not ended: a batch puts the artifacts of its first builds together hours later.</summary>
/// <param name="builds">Lists the builds, the newest first.</param>
/// <param name="batches">Lists the batches, the newest first.</param>
/// <param name="find">Finds a build by its id.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RunningBuilds(
    Func<CancellationToken, IAsyncEnumerable<BuildResult>> builds,
    Func<CancellationToken, IAsyncEnumerable<BuildBatchResult>> batches,
    Func<string, CancellationToken, Task<BuildResult?>> find,
    TimeProvider timeProvider) : IArtifactProtection
{
    // Longer than any build may wait and run, so that nobody reads through years of builds.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Makes it for a host.</summary>
    public static RunningBuilds Of(BuildEngine builds, BuildBatchEngine batches, TimeProvider timeProvider) => new(
        token => builds.ListAsync(token).Select(async (string id, CancellationToken inner) => await builds.GetAsync(id, inner).ConfigureAwait(false)).OfType<BuildResult>(),
        token => batches.ListAsync(token).Select(async (string id, CancellationToken inner) => await batches.GetAsync(id, inner).ConfigureAwait(false)).OfType<BuildBatchResult>(),
        builds.GetAsync,
        timeProvider);

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<ArtifactKey>> ListProtectedAsync(IArtifactStore store, CancellationToken cancellationToken)
    {
        var since = timeProvider.GetUtcNow() - Longest;
        var needed = new HashSet<ArtifactKey>();
        await foreach (var build in builds(cancellationToken).TakeWhile(build => build.StartedAt > since).Where(build => build.EndedAt is null).ConfigureAwait(false))
        {
            needed.UnionWith(KeysOf(build));
        }

        await foreach (var batch in batches(cancellationToken).TakeWhile(batch => batch.StartedAt > since).Where(batch => batch.EndedAt is null).ConfigureAwait(false))
        {
            needed.UnionWith(Keys([Own(batch.Project, batch.BatchId)]));
            foreach (var id in batch.Groups.Select(group => group.BuildId).OfType<string>())
            {
                needed.UnionWith(await find(id, cancellationToken).ConfigureAwait(false) is { } build ? KeysOf(build) : []);
            }
        }

        return needed;
    }

    private static IEnumerable<ArtifactKey> KeysOf(BuildResult build) => Keys(build.Artifacts.Select(artifact => artifact.Location).Prepend(Own(build.Project, build.BuildId)));

    // Where artifacts go unless a project says otherwise: that is known before they are stored.
    private static string Own(string project, string id) => $"{project}/{id}";

    private static IEnumerable<ArtifactKey> Keys(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (ArtifactKey.TryParse(text, out var key))
            {
                yield return key;
            }
        }
    }
}
