using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forge.Git;

namespace Forge.Testing;

/// <summary>An <see cref="ISourceProvider"/> in memory, filled by the test.</summary>
public sealed class FakeSourceProvider : ISourceProvider, ISourceCredentialProvider
{
    private const string DefaultBranch = "refs/heads/main";
    private const int ShortestAbbreviation = 7;

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Repository, string Name), CommitId> _refs = [];
    private readonly Dictionary<(string Repository, CommitId Commit), IReadOnlyList<SourceFile>> _commits = [];

    /// <summary>Gets the credential of each repository that has one.</summary>
    public IDictionary<string, SourceCredential> Credentials { get; } = new Dictionary<string, SourceCredential>(StringComparer.Ordinal);

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
            var commit = CommitId.Parse(Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes((_commits.Count + 1).ToString(CultureInfo.InvariantCulture))))[..40]);
            _commits[(repository, commit)] = files;
            _refs[(repository, GitRef.ForBranch(branch).Name)] = commit;
            return commit;
        }
    }

    /// <summary>Sets a ref.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="name">The full name of the ref.</param>
    /// <param name="commit">The commit.</param>
    public void SetRef(string repository, string name, CommitId commit)
    {
        lock (_lock)
        {
            _refs[(repository, name)] = commit;
        }
    }

    public Task<SourceCredential?> GetCredentialAsync(SourceLocation location, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(location);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Credentials.TryGetValue(location.Repository, out var credential) ? credential : null);
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
        var (name, id) = location.Version.Split("^{") is [var before, var after] && after.EndsWith('}') && before.StartsWith("refs/", StringComparison.Ordinal)
            ? (before, after[..^1])
            : ("", location.Version);
        if (CommitId.TryParse(id, out var commit))
        {
            return _commits.ContainsKey((location.Repository, commit)) ? Revision(location, commit, name) : null;
        }

        var known = Names(location.Version).FirstOrDefault(n => _refs.ContainsKey((location.Repository, n)));
        var abbreviated = location.Version.Length >= ShortestAbbreviation
            ? _commits.Keys.Where(c => c.Repository == location.Repository && c.Commit.ToString().StartsWith(location.Version, StringComparison.Ordinal)).ToList()
            : [];
        return known is not null ? Revision(location, _refs[(location.Repository, known)], known)
            : abbreviated is [var only] ? Revision(location, only.Commit, "")
            : null;
    }

    private static string[] Names(string version) =>
        version.Length == 0 ? [DefaultBranch]
        : version.StartsWith("pr/", StringComparison.Ordinal) ? [$"refs/pull/{version[3..]}/head", $"refs/merge-requests/{version[3..]}/head", $"refs/heads/{version}"]
        : [version, $"refs/heads/{version}", $"refs/tags/{version}"];

    private static SourceRevision Revision(SourceLocation location, CommitId commit, string name) => new()
    {
        Repository = location.Repository,
        Commit = commit,
        Ref = name.Length == 0 ? null : GitRef.Parse(name),
        Depth = location.Depth,
        FetchSubmodules = location.FetchSubmodules,
    };
}
