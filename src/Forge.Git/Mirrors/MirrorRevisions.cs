using System.Security.Cryptography;
using System.Text;
using Forge.Git.Checkouts;
using Forge.Git.Commands;

namespace Forge.Git.Mirrors;

/// <summary>Finds out what a version of a foreign repository is, and fetches no more than that.</summary>
internal sealed class MirrorRevisions(MirrorCache mirrors, GitExecutable git)
{
    private const string Head = "HEAD";

    private readonly RevisionResolver _resolver = new(git);

    /// <summary>Resolves a location. Its commit is in the mirror afterwards, which the caller must hold in use.</summary>
    /// <returns>The revision, or null when there is no such version.</returns>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public async Task<SourceRevision?> FindAsync(SourceAddress address, SourceLocation location, CancellationToken cancellationToken)
    {
        var version = SourceVersion.Parse(location.Version);
        if (version.Commit is { } commit)
        {
            var name = version.Names.Count > 0 ? version.Names[0] : (GitRef?)null;
            return await FetchCommitAsync(address, commit, name, location.Depth, cancellationToken).ConfigureAwait(false)
                ? RevisionResolver.Revision(location, commit, name)
                : null;
        }

        if (version is { IsDefault: false, Names.Count: 0 })
        {
            return null;
        }

        string[] asked = version.IsDefault ? [Head] : [.. version.Names.Select(name => name.Name)];
        var remote = await mirrors.ListAsync(address, asked, cancellationToken).ConfigureAwait(false);
        foreach (var name in asked)
        {
            // HEAD is held under the name of its branch: whoever asks for that one finds it.
            var held = version.IsDefault && GitRef.TryParse(remote.Head, out var head) ? head.Name : name;
            if (remote.Ids.TryGetValue(name, out var id) && await FetchRefAsync(address, held, id, location.Depth, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return RevisionResolver.Revision(location, found, GitRef.TryParse(held, out var led) ? led : null);
            }
        }

        return version.Abbreviation is { } digits ? await FindAbbreviatedAsync(address, location, digits, cancellationToken).ConfigureAwait(false) : null;
    }

    /// <summary>Says quickly, without git, whether a commit was fetched as what a ref leads to. False means nothing.</summary>
    public bool IsHeld(SourceAddress address, CommitId commit, GitRef? name)
    {
        var mirror = mirrors.DirectoryOf(address);
        return name is { } known && Reads(Path.Combine(mirror, Holder(known.Name)), commit) || Reads(Path.Combine(mirror, CommitHolder(commit)), commit);
    }

    /// <summary>Makes sure that a commit is in the mirror, which the caller must hold in use.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="name">The ref that must lead to it, unless the repository gives the commit away itself; or null.</param>
    /// <param name="depth">How many commits of history are enough, if the mirror has none yet; 0 for all.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <exception cref="SourceException">The repository cannot be reached, or is none.</exception>
    public async Task<bool> FetchCommitAsync(SourceAddress address, CommitId commit, GitRef? name, int depth, CancellationToken cancellationToken)
    {
        if (commit.IsNone)
        {
            return false;
        }

        var mirror = mirrors.DirectoryOf(address);
        if (name is null ? await HasAsync(address, commit, cancellationToken).ConfigureAwait(false) : await LeadsToAsync(address, name.Value, commit, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // The ref brings what is between, too; with a depth that is just what is not wanted.
        if (name is { } wanted && depth == 0)
        {
            var remote = await mirrors.ListAsync(address, [wanted.Name], cancellationToken).ConfigureAwait(false);
            if (remote.Ids.TryGetValue(wanted.Name, out var id)
                && await FetchRefAsync(address, wanted.Name, id, depth, cancellationToken).ConfigureAwait(false) is not null
                && await LeadsToAsync(address, wanted, commit, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        if (await TryFetchAsync(address, commit, depth, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        // Some servers give away refs only.
        await mirrors.RefreshAsync(address, cancellationToken).ConfigureAwait(false);
        return name is { } needed
            ? await _resolver.LeadsToAsync(mirror, needed.Name, commit, cancellationToken).ConfigureAwait(false)
            : await HasAsync(address, commit, cancellationToken).ConfigureAwait(false);
    }

    private static bool Reads(string file, CommitId commit)
    {
        try
        {
            return File.ReadAllText(file).TrimEnd() == commit.ToString();
        }
        catch (IOException)
        {
            // Not fetched, or packed with other refs.
            return false;
        }
    }

    private static string CommitHolder(CommitId commit) => $"refs/forge/commits/{commit}";

    // Two branches, or one over time, may have names of which one is the directory of the other.
    private static string Holder(string name) => $"refs/forge/names/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))}";

    private Task<bool> HasAsync(SourceAddress address, CommitId commit, CancellationToken cancellationToken) =>
        _resolver.HasAsync(mirrors.DirectoryOf(address), commit, cancellationToken);

    private async Task<bool> LeadsToAsync(SourceAddress address, GitRef name, CommitId commit, CancellationToken cancellationToken) =>
        await HasAsync(address, commit, cancellationToken).ConfigureAwait(false)
        && await _resolver.LeadsToAsync(mirrors.DirectoryOf(address), Holder(name.Name), commit, cancellationToken).ConfigureAwait(false);

    private async Task<CommitId?> FetchRefAsync(SourceAddress address, string name, CommitId id, int depth, CancellationToken cancellationToken)
    {
        var mirror = mirrors.DirectoryOf(address);
        if (await _resolver.ReadAsync(mirror, id.ToString(), cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        await mirrors.FetchAsync(address, [$"+{name}:{Holder(name)}"], depth, cancellationToken).ConfigureAwait(false);
        // It may have moved since it was listed.
        return await _resolver.ReadAsync(mirror, Holder(name), cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> TryFetchAsync(SourceAddress address, CommitId commit, int depth, CancellationToken cancellationToken)
    {
        try
        {
            await mirrors.FetchAsync(address, [$"+{commit}:{CommitHolder(commit)}"], depth, cancellationToken).ConfigureAwait(false);
            return await HasAsync(address, commit, cancellationToken).ConfigureAwait(false);
        }
        catch (SourceException)
        {
            // The server refuses, or cannot be reached: the next question tells.
            return false;
        }
    }

    private async Task<SourceRevision?> FindAbbreviatedAsync(SourceAddress address, SourceLocation location, string digits, CancellationToken cancellationToken)
    {
        // Only the whole history tells whether the digits are those of one commit.
        await mirrors.RefreshAsync(address, cancellationToken).ConfigureAwait(false);
        return await _resolver.ReadAsync(mirrors.DirectoryOf(address), digits, cancellationToken).ConfigureAwait(false) is { } commit && RevisionResolver.IsAbbreviated(commit, digits)
            ? RevisionResolver.Revision(location, commit, null)
            : null;
    }
}
