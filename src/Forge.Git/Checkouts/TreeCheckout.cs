using Forge.Git.Commands;

namespace Forge.Git.Checkouts;

/// <summary>Writes the files of a revision with those of its submodules, and looks at the links of the whole tree.</summary>
internal sealed class TreeCheckout(GitExecutable git, OutsideLinkBehavior outsideLinks, ISubmoduleOrigins submodules)
{
    private const int MaxLevels = 8;
    private const int MaxSubmodules = 200;

    private readonly SourceCheckout _checkout = new(git);

    /// <summary>Checks out.</summary>
    /// <param name="origin">Where the commit can be read.</param>
    /// <param name="revision">The commit, and the repository's name for messages.</param>
    /// <param name="directory">Where to; absent or empty.</param>
    /// <param name="cancellationToken">Cancels the checkout.</param>
    /// <exception cref="SourceException">It failed.</exception>
    public async Task WriteAsync(SourceOrigin origin, SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        var entries = await _checkout.WriteAsync(origin.Directory, revision, directory, cancellationToken).ConfigureAwait(false);
        List<string> links = [.. entries.Where(entry => entry.IsLink).Select(entry => entry.Path)];
        if (revision.FetchSubmodules)
        {
            var tree = new TreeInProgress(revision, directory, links);
            await WriteSubmodulesAsync(origin, new Level { Revision = revision, Entries = entries }, tree, cancellationToken).ConfigureAwait(false);
        }

        RefuseOutsideLinks(links, revision, directory);
    }

    private async Task WriteSubmodulesAsync(SourceOrigin origin, Level level, TreeInProgress tree, CancellationToken cancellationToken)
    {
        foreach (var submodule in await ReadAsync(origin, level, tree, cancellationToken).ConfigureAwait(false))
        {
            var path = level.Prefix + submodule.Path;
            if (++tree.Count > MaxSubmodules || level.Depth >= MaxLevels)
            {
                throw tree.Refuse(path, $"there are more than {MaxSubmodules} submodules, or more than {MaxLevels} one within the other");
            }

            if (PassesLink(tree.Directory, path))
            {
                throw tree.Refuse(path, "its directory is reached through a symbolic link");
            }

            using var inner = await OpenAsync(origin, submodule, path, tree, cancellationToken).ConfigureAwait(false);
            var revision = tree.Revision with { Repository = inner.Address, Commit = submodule.Commit, Ref = null };
            var entries = await _checkout.WriteAsync(inner.Directory, revision, Path.Combine(tree.Directory, path), cancellationToken).ConfigureAwait(false);
            tree.Links.AddRange(entries.Where(entry => entry.IsLink).Select(entry => $"{path}/{entry.Path}"));
            var next = new Level { Revision = revision, Entries = entries, Prefix = $"{path}/", Depth = level.Depth + 1 };
            await WriteSubmodulesAsync(inner, next, tree, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<Submodule>> ReadAsync(SourceOrigin origin, Level level, TreeInProgress tree, CancellationToken cancellationToken)
    {
        try
        {
            return await _checkout.ReadSubmodulesAsync(origin.Directory, level.Revision, level.Entries, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw SourceFaults.Of(tree.Revision.Repository, $"The submodules of '{SourceFaults.Shown(level.Revision.Repository)}' at {level.Revision.Commit} are refused: {e.Message}. Correct .gitmodules.", e);
        }
    }

    private async Task<SourceOrigin> OpenAsync(SourceOrigin parent, Submodule submodule, string path, TreeInProgress tree, CancellationToken cancellationToken)
    {
        try
        {
            return await submodules.OpenAsync(parent, submodule, tree.Revision.Depth, cancellationToken).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw tree.Refuse(path, e.Message);
        }
        catch (SourceException e)
        {
            throw SourceFaults.Of(tree.Revision.Repository, $"The submodule '{path}' of '{SourceFaults.Shown(tree.Revision.Repository)}' cannot be had: {e.Message}", e);
        }
    }

    private static bool PassesLink(string directory, string path)
    {
        foreach (var part in path.Split('/'))
        {
            directory = Path.Combine(directory, part);
            if (new FileInfo(directory).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    // Git itself writes nothing through a link, so looking afterwards is early enough: nobody has followed one yet.
    private void RefuseOutsideLinks(List<string> paths, SourceRevision revision, string directory)
    {
        if (outsideLinks is OutsideLinkBehavior.Keep)
        {
            return;
        }

        var links = paths.ToDictionary(p => p, p => new FileInfo(Path.Combine(directory, p)).LinkTarget ?? "", StringComparer.Ordinal);
        var tree = new TreeLinks(links);
        if (paths.FirstOrDefault(tree.LeavesTree) is { } outside)
        {
            File.Delete(Path.Combine(directory, outside));
            throw SourceFaults.Of(
                revision.Repository,
                $"Commit {revision.Commit} of '{SourceFaults.Shown(revision.Repository)}' is refused: the symbolic link '{outside}' leads to '{links[outside]}', out of the checked-out tree. Remove the link, or set OutsideLinks to Keep.");
        }
    }

    private sealed record Level
    {
        public required SourceRevision Revision { get; init; }

        public required IReadOnlyList<IndexEntry> Entries { get; init; }

        public string Prefix { get; init; } = "";

        public int Depth { get; init; }
    }

    private sealed class TreeInProgress(SourceRevision revision, string directory, List<string> links)
    {
        public SourceRevision Revision { get; } = revision;

        public string Directory { get; } = directory;

        public List<string> Links { get; } = links;

        public int Count { get; set; }

        public SourceException Refuse(string path, string reason) => SourceFaults.Of(
            Revision.Repository, $"The submodule '{path}' of '{SourceFaults.Shown(Revision.Repository)}' at {Revision.Commit} is refused: {reason}. Correct .gitmodules, or build without submodules.");
    }
}
