using Forge.Git.Commands;
using Forge.Shared.Processes;

namespace Forge.Git.Checkouts;

/// <summary>Writes the files of a commit into a directory: a private index, no hooks, no filters, nothing written to the repository.</summary>
internal sealed class SourceCheckout(GitExecutable git)
{
    private const string Modules = ".gitmodules";

    /// <summary>Checks out one repository.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="revision">The commit, and the repository's name for messages.</param>
    /// <param name="directory">Where to; absent or empty.</param>
    /// <param name="cancellationToken">Cancels the checkout.</param>
    /// <returns>The entries that are no plain files, and <c>.gitmodules</c>.</returns>
    /// <exception cref="SourceException">It failed.</exception>
    public async Task<IReadOnlyList<IndexEntry>> WriteAsync(string repository, SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        Prepare(revision, directory);

        // In the checkout, so that who deletes what a killed host left of it deletes this too; no tree can foresee the name.
        var own = Directory.CreateDirectory(Path.Combine(directory, $".forge-index-{Path.GetRandomFileName()}"));
        try
        {
            var index = Path.Combine(own.FullName, "index");
            await RunAsync(GitCommand.CheckOut(repository, revision.Commit, directory), index, revision, cancellationToken).ConfigureAwait(false);
            return IndexReader.ReadSpecial(await File.ReadAllBytesAsync(index, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            // A git that was killed leaves its lock file beside the index.
            own.Delete(recursive: true);
        }
    }

    /// <summary>Reads the submodules of a commit.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="revision">The commit, and the repository's name for messages.</param>
    /// <param name="entries">What the checkout of the commit returned.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="FormatException">A submodule is refused.</exception>
    /// <exception cref="SourceException"><c>.gitmodules</c> cannot be read.</exception>
    public async Task<IReadOnlyList<Submodule>> ReadSubmodulesAsync(
        string repository, SourceRevision revision, IReadOnlyList<IndexEntry> entries, CancellationToken cancellationToken)
    {
        if (!entries.Any(entry => entry.IsSubmodule))
        {
            return [];
        }

        // A link of that name would let a tree decide what is read.
        var modules = entries.FirstOrDefault(entry => entry.Path == Modules && entry.IsFile);
        var settings = modules is null ? [] : (await RunAsync(GitCommand.ReadConfigBlob(repository, modules.Id), "/dev/null", revision, cancellationToken).ConfigureAwait(false)).StandardOutput;
        return SubmoduleReader.Read(entries, settings);
    }

    private static void Prepare(SourceRevision revision, string directory)
    {
        var name = SourceFaults.Shown(revision.Repository);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SourceFaults.Of(revision.Repository, $"'{name}' cannot be checked out: the directory '{directory}' cannot be made.", e);
        }

        if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw SourceFaults.Of(revision.Repository, $"'{name}' cannot be checked out: the directory '{directory}' is not empty. Give a new one.");
        }
    }

    private async Task<ProcessResult> RunAsync(GitCommand command, string index, SourceRevision revision, CancellationToken cancellationToken)
    {
        var result = await git.RunAsync(command, cancellationToken, GitEnvironment.ForCheckout(git.FilePath, index)).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw SourceFaults.Of(revision.Repository, $"Commit {revision.Commit} of '{SourceFaults.Shown(revision.Repository)}' cannot be checked out: {GitExecutable.Said(result)}.");
    }
}
