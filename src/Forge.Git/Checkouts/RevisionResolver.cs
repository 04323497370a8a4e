using Forge.Git.Commands;

namespace Forge.Git.Checkouts;

/// <summary>Finds commits in a bare repository on this machine.</summary>
internal sealed class RevisionResolver(GitExecutable git)
{
    /// <summary>Resolves a version in a repository that has every ref.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="location">The wanted version, and the repository's name.</param>
    /// <param name="head">The branch that an empty version stands for.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The revision, or null when there is no such version. A branch comes before a tag of the same name.</returns>
    public async Task<SourceRevision?> FindAsync(string repository, SourceLocation location, GitRef head, CancellationToken cancellationToken)
    {
        var version = SourceVersion.Parse(location.Version);
        if (version.Commit is { } id)
        {
            var isThere = await HasAsync(repository, id, cancellationToken).ConfigureAwait(false)
                && (version.Names.Count == 0 || await LeadsToAsync(repository, version.Names[0].Name, id, cancellationToken).ConfigureAwait(false));
            return isThere ? Revision(location, id, version.Names.Count == 0 ? null : version.Names[0]) : null;
        }

        foreach (var name in version.IsDefault ? [head] : version.Names)
        {
            if (await ReadAsync(repository, name.Name, cancellationToken).ConfigureAwait(false) is { } commit)
            {
                return Revision(location, commit, name);
            }
        }

        return version.Abbreviation is { } digits && await ReadAsync(repository, digits, cancellationToken).ConfigureAwait(false) is { } only && IsAbbreviated(only, digits)
            ? Revision(location, only, null)
            : null;
    }

    /// <summary>Reads the commit behind a full ref name, an object id or the first digits of one.</summary>
    /// <returns>The commit; null when there is none, or more than one.</returns>
    public async Task<CommitId?> ReadAsync(string repository, string name, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(GitCommand.ResolveCommit(repository, name), cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? GitOutput.ReadCommit(result.StandardOutput) : null;
    }

    /// <summary>Says whether a commit is there. The id of a tag is none.</summary>
    public async Task<bool> HasAsync(string repository, CommitId commit, CancellationToken cancellationToken) =>
        !commit.IsNone && await ReadAsync(repository, commit.ToString(), cancellationToken).ConfigureAwait(false) == commit;

    /// <summary>Says whether a commit is what a ref leads to now, or a forefather of it.</summary>
    public async Task<bool> LeadsToAsync(string repository, string name, CommitId commit, CancellationToken cancellationToken) =>
        await ReadAsync(repository, name, cancellationToken).ConfigureAwait(false) is { } tip
        && (await git.RunAsync(GitCommand.IsAncestor(repository, commit, tip), cancellationToken).ConfigureAwait(false)).ExitCode == 0;

    /// <summary>Makes the revision that a location stands for.</summary>
    public static SourceRevision Revision(SourceLocation location, CommitId commit, GitRef? name) => new()
    {
        Repository = location.Repository,
        Commit = commit,
        Ref = name,
        Depth = location.Depth,
        FetchSubmodules = location.FetchSubmodules,
    };

    /// <summary>Says whether digits are those of a commit, and not of a tag that leads to it.</summary>
    public static bool IsAbbreviated(CommitId commit, string digits) => commit.ToString().StartsWith(digits, StringComparison.Ordinal);
}
