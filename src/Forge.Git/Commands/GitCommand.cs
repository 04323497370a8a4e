namespace Forge.Git.Commands;

/// <summary>One call of the <c>git</c> executable: the arguments after <c>git</c>, and what the environment gets on top of <see cref="GitEnvironment"/>.</summary>
/// <remarks>Every value that comes from outside stands behind <c>--end-of-options</c> or is a full path, ref name or commit id that was validated.</remarks>
internal sealed record GitCommand
{
    public required IReadOnlyList<string> Arguments { get; init; }

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string WorkingDirectory { get; init; } = "/";

    public static GitCommand Version() => Of("version");

    public static GitCommand InitBare(string repository, string branch) =>
        Of("init", "--quiet", "--bare", "--template=", $"--initial-branch={branch}", "--end-of-options", repository);

    public static GitCommand AdvertiseRefs(GitService service, string repository) =>
        Of(service.Verb(), "--stateless-rpc", "--http-backend-info-refs", "--end-of-options", repository);

    public static GitCommand Serve(GitService service, string repository) =>
        Of(service.Verb(), "--stateless-rpc", "--end-of-options", repository);

    public static GitCommand ReadRefs(string repository) =>
        In(repository, "for-each-ref", "--format=%(objectname) %(refname)");

    public static GitCommand UpdateRefs(string repository) => In(repository, "update-ref", "--stdin", "-z");

    public static GitCommand IsAncestor(string repository, CommitId ancestor, CommitId descendant) =>
        In(repository, "merge-base", "--is-ancestor", ancestor.ToString(), descendant.ToString());

    public static GitCommand ResolveCommit(string repository, string name) =>
        In(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", $"{name}^{{commit}}");

    public static GitCommand ReadMessage(string repository, CommitId commit) => In(repository, "log", "--max-count=1", "--format=%B", "--end-of-options", commit.ToString());

    /// <summary>Lists the paths that differ between two commits, or between a commit and its first parent, each with a NUL behind it.</summary>
    public static GitCommand ListChanges(string repository, CommitId? before, CommitId after) =>
        In(repository, ["diff-tree", "-r", "-z", "--root", "--name-only", "--no-commit-id", "--no-renames", .. before is { } old ? [old.ToString(), after.ToString()] : (string[])["--diff-merges=first-parent", after.ToString()]]);

    public static GitCommand ReadHead(string repository) => In(repository, "symbolic-ref", "--quiet", "HEAD");

    public static GitCommand ReadConfigBlob(string repository, CommitId blob) =>
        In(repository, "config", "--blob", blob.ToString(), "--list", "-z");

    /// <summary>Writes the files of a commit into an empty directory, and an index of them: one process for what read-tree and checkout-index do in two.</summary>
    public static GitCommand CheckOut(string repository, CommitId commit, string directory) =>
        In(repository, $"--work-tree={directory}", "read-tree", "--reset", "-u", commit.ToString()) with { WorkingDirectory = directory };

    public static GitCommand ListRemote(string url, IEnumerable<string> names) =>
        Of(["ls-remote", "--quiet", "--symref", "--end-of-options", url, .. names]);

    public static GitCommand IsBare(string repository) => In(repository, "rev-parse", "--is-bare-repository");

    /// <summary>Fetches refs or commits, each with the ref that is to hold it: <c>+refs/heads/main:refs/forge/x</c>.</summary>
    /// <param name="repository">The bare repository.</param>
    /// <param name="url">Where from.</param>
    /// <param name="history">An option about the history, or null for what is missing.</param>
    /// <param name="refspecs">What.</param>
    public static GitCommand Fetch(string repository, string url, string? history, IEnumerable<string> refspecs) =>
        In(repository, ["fetch", "--quiet", "--force", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", .. history is null ? [] : (string[])[history], "--end-of-options", url, .. refspecs]);

    /// <summary>Brings all branches and tags, and forgets those that are gone.</summary>
    public static GitCommand FetchAll(string repository, string url, string? history) =>
        In(repository, ["fetch", "--quiet", "--prune", "--force", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", .. history is null ? [] : (string[])[history], "--end-of-options", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]);

    public static GitCommand PackRefs(string repository) => In(repository, "pack-refs", "--all");

    /// <summary>Joins all packs. What no ref leads to stays: somebody may be about to check it out.</summary>
    public static GitCommand Repack(string repository) => In(repository, "repack", "-a", "-d", "-k", "-q");

    private static GitCommand In(string repository, params string[] arguments) => Of([$"--git-dir={repository}", .. arguments]);

    private static GitCommand Of(params string[] arguments) => new() { Arguments = arguments };
}
