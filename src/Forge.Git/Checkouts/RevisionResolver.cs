using Forge.Git.Commands;

namespace Forge.Git.Checkouts;

/// <summary>Finds the commit that a version stands for in a bare repository.</summary>
internal sealed class RevisionResolver(GitExecutable git)
{
    /// <summary>Resolves.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="location">A branch, a tag, a full ref name or a full commit id; empty for <paramref name="head"/>.</param>
    /// <param name="head">The branch that an empty version stands for.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The revision, or null when there is no such version. A branch comes before a tag of the same name.</returns>
    public async Task<SourceRevision?> FindAsync(string repository, SourceLocation location, string? head, CancellationToken cancellationToken)
    {
        if (CommitId.TryParse(location.Version, out var id))
        {
            var found = await ReadAsync(repository, id.ToString(), cancellationToken).ConfigureAwait(false);
            return found == id ? new SourceRevision { Repository = location.Repository, Commit = id } : null;
        }

        foreach (var name in Candidates(location.Version.Length > 0 ? location.Version : head))
        {
            if (await ReadAsync(repository, name.Name, cancellationToken).ConfigureAwait(false) is { } commit)
            {
                return new SourceRevision { Repository = location.Repository, Commit = commit, Ref = name };
            }
        }

        return null;
    }

    // Only names that pass GitRef reach git: nothing like main~3, :/text or @{now} is a version.
    private static IEnumerable<GitRef> Candidates(string? version)
    {
        string[] names = version is null ? [] : version.StartsWith("refs/", StringComparison.Ordinal) ? [version] : [$"refs/heads/{version}", $"refs/tags/{version}"];
        foreach (var name in names)
        {
            if (GitRef.TryParse(name, out var parsed))
            {
                yield return parsed;
            }
        }
    }

    private async Task<CommitId?> ReadAsync(string repository, string name, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(GitCommand.ResolveCommit(repository, name), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? GitOutput.ReadCommit(result.StandardOutput) : null;
    }
}
