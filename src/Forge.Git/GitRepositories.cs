using System.Text;
using Forge.Git.Commands;
using Forge.Git.Storage;
using Microsoft.Extensions.Logging;

namespace Forge.Git;

/// <summary>The hosted repositories. Several processes may administer the same root at the same time.</summary>
/// <remarks>
/// Safe for concurrent use. Every method throws <see cref="GitHostingException"/> when the request cannot be met, and
/// <see cref="IOException"/> when the storage fails.
/// </remarks>
public sealed partial class GitRepositories
{
    private const string FirstBranch = "main";

    private readonly HostingRoot _root;
    private readonly GitExecutable _git;
    private readonly MetadataFile<RepositoryFile> _file;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<GitRepositories> _logger;

    internal GitRepositories(HostingRoot root, RootLock rootLock, GitExecutable git, TimeProvider timeProvider, ILogger<GitRepositories> logger)
    {
        _root = root;
        _git = git;
        _file = new MetadataFile<RepositoryFile>(root.RepositoriesFile, rootLock, StorageJson.Default.RepositoryFile, new RepositoryFile());
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Creates an empty repository whose default branch, <c>main</c>, does not exist yet.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the creation; whether the repository exists is then unknown.</param>
    /// <returns>The repository.</returns>
    /// <exception cref="GitHostingException">The name is taken, or differs only by case from one that is.</exception>
    public async Task<GitRepository> CreateAsync(RepositoryName name, CancellationToken cancellationToken = default)
    {
        Require(name);
        RefuseTwins(await _file.ReadAsync(cancellationToken).ConfigureAwait(false), name, except: null);
        var record = new RepositoryRecord
        {
            Name = name.ToString(),
            Id = Guid.NewGuid().ToString("D"),
            DefaultBranch = GitRef.ForBranch(FirstBranch).Name,
            CreatedAt = _timeProvider.GetUtcNow(),
        };
        await InitializeAsync(record, cancellationToken).ConfigureAwait(false);
        try
        {
            await _file.ChangeAsync(file => Add(file, name, record), cancellationToken).ConfigureAwait(false);
        }
        catch (GitHostingException)
        {
            Directory.Delete(_root.RepositoryDirectory(record.Id), recursive: true);
            throw;
        }

        Log.Created(_logger, record.Name, record.Id);
        return ToRepository(record);
    }

    /// <summary>Deletes a repository and everything in it. Its name may then be used again, for a repository with another id.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Cancels the deletion; whether the repository exists is then unknown.</param>
    /// <returns>The repository that was deleted.</returns>
    /// <exception cref="GitHostingException">There is no such repository.</exception>
    public async Task<GitRepository> DeleteAsync(RepositoryName name, CancellationToken cancellationToken = default)
    {
        RepositoryRecord? deleted = null;
        await _file.ChangeAsync(
            file =>
            {
                deleted = Require(file, name);
                return file with { Repositories = [.. file.Repositories.Where(r => r != deleted)] };
            },
            cancellationToken).ConfigureAwait(false);

        // Renamed first: nothing opens a half-deleted repository, and what a crash leaves is recognisable.
        var trash = Path.Combine(_root.TrashDirectory, deleted!.Id);
        Directory.Move(_root.RepositoryDirectory(deleted.Id), trash);
        Directory.Delete(trash, recursive: true);
        Log.Deleted(_logger, deleted.Name, deleted.Id);
        return ToRepository(deleted);
    }

    /// <summary>Renames a repository. Its id and its history stay; the old name answers no more.</summary>
    /// <param name="name">The present name.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="cancellationToken">Cancels the change; whether it was made is then unknown.</param>
    /// <returns>The repository under its new name.</returns>
    /// <exception cref="GitHostingException">There is no such repository, or the new name is taken.</exception>
    public async Task<GitRepository> RenameAsync(RepositoryName name, RepositoryName newName, CancellationToken cancellationToken = default)
    {
        Require(newName);
        RepositoryRecord? renamed = null;
        await _file.ChangeAsync(
            file =>
            {
                var record = Require(file, name);
                RefuseTwins(file, newName, except: record);
                renamed = record with { Name = newName.ToString() };
                return file with { Repositories = [.. file.Repositories.Select(r => r == record ? renamed : r)] };
            },
            cancellationToken).ConfigureAwait(false);
        Log.Renamed(_logger, name.ToString(), renamed!.Name, renamed.Id);
        return ToRepository(renamed);
    }

    /// <summary>Lists the repositories by name, in ordinal order.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The repositories there are now.</returns>
    public async Task<IReadOnlyList<GitRepository>> ListAsync(CancellationToken cancellationToken = default)
    {
        var file = await _file.ReadAsync(cancellationToken).ConfigureAwait(false);
        return [.. file.Repositories.Select(ToRepository).OrderBy(r => r.Name.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>Finds a repository.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <param name="cancellationToken">Cancels the look-up.</param>
    /// <returns>The repository, or null.</returns>
    public async Task<GitRepository?> FindAsync(RepositoryName name, CancellationToken cancellationToken = default) =>
        Find(await _file.ReadAsync(cancellationToken).ConfigureAwait(false), name) is { } record ? ToRepository(record) : null;

    /// <summary>Tells what a push brought: the message of its newest commit and the files that changed.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="before">The commit that was there before; null for a new branch or tag, of which only the newest commit is told.</param>
    /// <param name="after">The newest commit.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>The change; null when the repository or one of the commits is gone.</returns>
    public async Task<GitChange?> ReadChangeAsync(RepositoryName name, CommitId? before, CommitId after, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(name, cancellationToken).ConfigureAwait(false) is not { } repository)
        {
            return null;
        }

        var directory = DirectoryOf(repository);
        var message = await _git.RunAsync(GitCommand.ReadMessage(directory, after), cancellationToken).ConfigureAwait(false);
        var files = await _git.RunAsync(GitCommand.ListChanges(directory, before, after), cancellationToken).ConfigureAwait(false);
        return message.ExitCode != 0 || files.ExitCode != 0
            ? null
            : new GitChange { Message = Encoding.UTF8.GetString(message.StandardOutput).TrimEnd('\n'), Files = Encoding.UTF8.GetString(files.StandardOutput).Split('\0', StringSplitOptions.RemoveEmptyEntries) };
    }

    /// <summary>Says where a repository lies.</summary>
    internal string DirectoryOf(GitRepository repository) => _root.RepositoryDirectory(repository.Id);

    private static void Require(RepositoryName name)
    {
        if (name == default)
        {
            throw new GitHostingException("The repository has no name: RepositoryName.Parse makes one.", GitHostingFailure.InvalidName);
        }
    }

    private static RepositoryRecord Require(RepositoryFile file, RepositoryName name) =>
        Find(file, name) ?? throw new GitHostingException($"There is no repository '{name}'.", GitHostingFailure.NotFound);

    private static RepositoryRecord? Find(RepositoryFile file, RepositoryName name) =>
        file.Repositories.FirstOrDefault(r => string.Equals(r.Name, name.ToString(), StringComparison.Ordinal));

    private static void RefuseTwins(RepositoryFile file, RepositoryName name, RepositoryRecord? except)
    {
        var twin = file.Repositories.FirstOrDefault(r => r != except && string.Equals(r.Name, name.ToString(), StringComparison.OrdinalIgnoreCase));
        if (twin is not null)
        {
            throw new GitHostingException($"The name '{name}' is taken by repository '{twin.Name}'. Names that differ only by case are not told apart.", GitHostingFailure.NameTaken);
        }
    }

    private static RepositoryFile Add(RepositoryFile file, RepositoryName name, RepositoryRecord record)
    {
        RefuseTwins(file, name, except: null);
        return file with { Repositories = [.. file.Repositories, record] };
    }

    private static GitRepository ToRepository(RepositoryRecord record) => new()
    {
        Name = RepositoryName.Parse(record.Name),
        Id = record.Id,
        DefaultBranch = GitRef.Parse(record.DefaultBranch),
        CreatedAt = record.CreatedAt,
    };

    private async Task InitializeAsync(RepositoryRecord record, CancellationToken cancellationToken)
    {
        _root.Prepare();
        var directory = _root.RepositoryDirectory(record.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        var result = await _git.RunAsync(GitCommand.InitBare(directory, FirstBranch), cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new GitHostingException($"Repository '{record.Name}' could not be created in '{directory}': {GitExecutable.Said(result)}.", GitHostingFailure.Git);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Information, "Repository '{Name}' was created with id {Id}.")]
        public static partial void Created(ILogger logger, string name, string id);

        [LoggerMessage(1001, LogLevel.Information, "Repository '{Name}' with id {Id} was deleted.")]
        public static partial void Deleted(ILogger logger, string name, string id);

        [LoggerMessage(1002, LogLevel.Information, "Repository '{Name}' was renamed to '{NewName}' (id {Id}).")]
        public static partial void Renamed(ILogger logger, string name, string newName, string id);
    }
}
