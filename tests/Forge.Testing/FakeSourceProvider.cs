using Forge.Git;

namespace Forge.Testing;

/// <summary>An <see cref="ISourceProvider"/> in memory, filled by the test.</summary>
public sealed class FakeSourceProvider : ISourceProvider
{
    private const string DefaultBranch = "refs/heads/main";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Repository, string Name), CommitId> _refs = [];
    private readonly Dictionary<(string Repository, CommitId Commit), IReadOnlyList<SourceFile>> _commits = [];

    /// <summary>Gets or sets the provider's name.</summary>
    public string Name { get; init; } = "fake";

    /// <summary>Makes a commit and moves a branch to it; both and the repository are made if missing.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="branch">The branch's short name.</param>
    /// <param name="files">All files of the commit.</param>
    /// <returns>The commit.</returns>
    public CommitId Commit(string repository, string branch, params IReadOnlyList<SourceFile> files)
    {
        lock (_lock)
        {
            var commit = CommitId.Parse($"{_commits.Count + 1:x40}");
            _commits[(repository, commit)] = files;
            _refs[(repository, GitRef.ForBranch(branch).Name)] = commit;
            return commit;
        }
    }

    /// <summary>Gives a commit a tag.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tag">The tag's short name.</param>
    /// <param name="commit">The commit.</param>
    public void Tag(string repository, string tag, CommitId commit)
    {
        lock (_lock)
        {
            _refs[(repository, $"refs/tags/{tag}")] = commit;
        }
    }

    public Task<SourceRevision> ResolveAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(Find(location) ?? throw new SourceException($"'{location.Repository}' has no '{location.Version}'.", location.Repository));
        }
    }

    public Task CheckOutAsync(SourceRevision revision, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_commits.TryGetValue((revision.Repository, revision.Commit), out var files))
            {
                throw new SourceException($"'{revision.Repository}' has no commit {revision.Commit}.", revision.Repository);
            }

            if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
            {
                throw new SourceException($"'{directory}' is not empty.", revision.Repository);
            }

            Directory.CreateDirectory(directory);
            SourceTree.Write(directory, files);
            return Task.CompletedTask;
        }
    }

    private SourceRevision? Find(SourceLocation location)
    {
        var repository = location.Repository;
        if (CommitId.TryParse(location.Version, out var id))
        {
            return _commits.ContainsKey((repository, id)) ? new SourceRevision { Repository = repository, Commit = id } : null;
        }

        string[] names = location.Version.Length == 0 ? [DefaultBranch] : [location.Version, $"refs/heads/{location.Version}", $"refs/tags/{location.Version}"];
        return names.Where(n => _refs.ContainsKey((repository, n)))
            .Select(n => new SourceRevision { Repository = repository, Commit = _refs[(repository, n)], Ref = GitRef.Parse(n) })
            .FirstOrDefault();
    }
}
