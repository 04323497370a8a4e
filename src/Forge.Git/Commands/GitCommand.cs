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

    public static GitCommand ReadHead(string repository) => In(repository, "symbolic-ref", "--quiet", "HEAD");

    public static GitCommand ReadTree(string repository, CommitId commit) => In(repository, "read-tree", commit.ToString());

    public static GitCommand ListIndex(string repository) => In(repository, "ls-files", "--stage", "-z");

    public static GitCommand CheckOutIndex(string repository, string directory) =>
        In(repository, $"--work-tree={directory}", "checkout-index", "--all", "--force", "--quiet") with { WorkingDirectory = directory };

    public static GitCommand ReadRemoteHead(string url) => Of("ls-remote", "--quiet", "--symref", "--end-of-options", url, "HEAD");

    public static GitCommand FetchMirror(string repository, string url) =>
        In(repository, "fetch", "--quiet", "--prune", "--force", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--end-of-options", url, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");

    public static GitCommand FetchCommit(string repository, string url, CommitId commit) =>
        In(repository, "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no", "--end-of-options", url, commit.ToString());

    private static GitCommand In(string repository, params string[] arguments) => Of([$"--git-dir={repository}", .. arguments]);

    private static GitCommand Of(params string[] arguments) => new() { Arguments = arguments };
}
