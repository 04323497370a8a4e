using Forge.Git.Commands;
using Forge.Shared.Processes;

namespace Forge.Git.Checkouts;

/// <summary>Writes the files of a commit into a directory: a private index, no hooks, no filters, nothing written to the repository.</summary>
internal sealed class SourceCheckout(GitExecutable git, OutsideLinkBehavior outsideLinks)
{
    /// <summary>Checks out.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="revision">The commit, and the repository's name for messages.</param>
    /// <param name="directory">Where to; absent or empty.</param>
    /// <param name="cancellationToken">Cancels the checkout.</param>
    /// <exception cref="SourceException">It failed.</exception>
    public async Task WriteAsync(string repository, SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        Prepare(revision, directory);

        // Beside the checkout and not in it; the random name keeps two checkouts apart.
        var index = Path.Combine(Path.GetTempPath(), $"forge-index-{Path.GetRandomFileName()}");
        try
        {
            await RunAsync(GitCommand.ReadTree(repository, revision.Commit), index, revision, cancellationToken).ConfigureAwait(false);
            var entries = await RunAsync(GitCommand.ListIndex(repository), index, revision, cancellationToken).ConfigureAwait(false);
            await RunAsync(GitCommand.CheckOutIndex(repository, directory), index, revision, cancellationToken).ConfigureAwait(false);
            RefuseOutsideLinks(GitOutput.ReadLinks(entries.StandardOutput), revision, directory);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static void Prepare(SourceRevision revision, string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SourceException($"'{revision.Repository}' cannot be checked out: the directory '{directory}' cannot be made.", revision.Repository, innerException: e);
        }

        if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new SourceException($"'{revision.Repository}' cannot be checked out: the directory '{directory}' is not empty. Give a new one.", revision.Repository);
        }
    }

    private async Task<ProcessResult> RunAsync(GitCommand command, string index, SourceRevision revision, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(command, cancellationToken, GitEnvironment.ForCheckout(git.FilePath, index)).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw new SourceException($"Commit {revision.Commit} of '{revision.Repository}' cannot be checked out: {GitExecutable.Said(result)}.", revision.Repository);
    }

    // Git itself writes nothing through a link, so looking afterwards is early enough: nobody has followed one yet.
    private void RefuseOutsideLinks(IReadOnlyList<string> paths, SourceRevision revision, string directory)
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
            throw new SourceException(
                $"Commit {revision.Commit} of '{revision.Repository}' is refused: the symbolic link '{outside}' leads to '{links[outside]}', out of the checked-out tree. Remove the link, or set OutsideLinks to Keep.", revision.Repository);
        }
    }
}
