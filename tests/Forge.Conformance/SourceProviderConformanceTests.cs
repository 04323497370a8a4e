using FluentAssertions;
using Forge.Git;
using Forge.Testing;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="ISourceProvider"/> owes its callers. Each implementation derives one class.</summary>
public abstract class SourceProviderConformanceTests : IDisposable
{
    private const int Checkouts = 4;

    private static readonly SourceFile[] First = [new() { Path = "README", Content = "first\n" }];

    private static readonly SourceFile[] Second =
    [
        new() { Path = "README", Content = "second\n" },
        new() { Path = "a b/ä/file", Content = "deep" },
        new() { Path = "empty" },
        new() { Path = "run.sh", Content = "#!/bin/sh\n", Kind = SourceFileKind.Executable },
        new() { Path = "link", Content = "a b/ä/file", Kind = SourceFileKind.Link },
    ];

    private readonly TempDirectory _directory = new();

    public static TheoryData<string> NoVersions =>
    [
        "nothing", "main~1", "main^", "main@{0}", "@", ":/first", "HEAD@{now}", "-n", "--help", "refs/heads/nothing", "refs/heads/../main", "main main", "1234567",
        "1111111111111111111111111111111111111111", "0000000000000000000000000000000000000000",
        "pr/7", "pr/0", "pr/-1", "pr/x", "refs/pull/7/head", "refs/heads/main^{1111111111111111111111111111111111111111}",
        "refs/heads/main^{0000000000000000000000000000000000000000}", "refs/heads/main^{1234567}", "refs/heads/main^{commit}", "refs/heads/main^{}",
        "refs/heads/-x^{1111111111111111111111111111111111111111}",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract ISourceProvider Provider { get; }

    /// <summary>Gets the repository that the other members fill; its default branch is <c>main</c>.</summary>
    protected abstract string Repository { get; }

    /// <summary>Gets a repository that does not exist.</summary>
    protected abstract string MissingRepository { get; }

    /// <summary>Makes a commit of exactly these files on a branch of <see cref="Repository"/>, and the branch if it is missing.</summary>
    protected abstract Task<CommitId> CommitAsync(string branch, IReadOnlyList<SourceFile> files);

    /// <summary>Sets a ref of <see cref="Repository"/>, whatever it is called.</summary>
    protected abstract Task SetRefAsync(string name, CommitId commit);

    [Fact]
    public void Name_Always_IsThere() => Provider.Name.Should().NotBeNullOrWhiteSpace();

    [Fact]
    public async Task Resolve_NoVersion_IsTheDefaultBranch()
    {
        var commit = await CommitAsync("main", First);
        await CommitAsync("other", Second);

        var revision = await ResolveAsync("");

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.ForBranch("main") });
    }

    [Theory]
    [InlineData("topic/one")]
    [InlineData("refs/heads/topic/one")]
    public async Task Resolve_Branch_IsItsLatestCommit(string version)
    {
        await CommitAsync("topic/one", First);
        var latest = await CommitAsync("topic/one", Second);

        var revision = await ResolveAsync(version);

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = latest, Ref = GitRef.ForBranch("topic/one") });
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("refs/tags/v1.0")]
    public async Task Resolve_Tag_IsItsCommit(string version)
    {
        var commit = await CommitAsync("main", First);
        await SetRefAsync("refs/tags/v1.0", commit);
        await CommitAsync("main", Second);

        var revision = await ResolveAsync(version);

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.Parse("refs/tags/v1.0") });
    }

    [Fact]
    public async Task Resolve_BranchAndTagOfOneName_IsTheBranch()
    {
        await SetRefAsync("refs/tags/same", await CommitAsync("main", First));
        var branch = await CommitAsync("same", Second);

        (await ResolveAsync("same")).Commit.Should().Be(branch);
    }

    [Fact]
    public async Task Resolve_CommitId_IsThatCommitWithoutARef()
    {
        var commit = await CommitAsync("main", First);
        await CommitAsync("main", Second);

        (await ResolveAsync(commit.ToString())).Should().Be(new SourceRevision { Repository = Repository, Commit = commit });
    }

    [Theory]
    [InlineData("refs/heads/main")]
    [InlineData("refs/tags/v1.0")]
    [InlineData("refs/pull/7/head")]
    public async Task Resolve_RefAndCommit_IsThatCommitOfTheRef(string name)
    {
        var commit = await CommitAsync("main", First);
        await SetRefAsync(name == "refs/heads/main" ? "refs/tags/other" : name, commit);

        var revision = await ResolveAsync($"{name}^{{{commit}}}");

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.Parse(name) });
    }

    [Fact]
    public async Task Resolve_MainAndACommitThatIsNowhere_Fails()
    {
        var commit = await CommitAsync("main", First);

        var resolve = () => ResolveAsync($"main^{{{commit}}}");

        await resolve.Should().ThrowAsync<SourceException>();
    }

    [Theory]
    [InlineData("pr/7", "refs/pull/7/head")]
    [InlineData("refs/pull/7/head", "refs/pull/7/head")]
    [InlineData("pr/7", "refs/merge-requests/7/head")]
    [InlineData("refs/merge-requests/7/head", "refs/merge-requests/7/head")]
    public async Task Resolve_PullOrMergeRequest_IsItsHead(string version, string name)
    {
        await CommitAsync("main", First);
        var commit = await CommitAsync("other", Second);
        await SetRefAsync(name, commit);

        var revision = await ResolveAsync(version);

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.Parse(name) });
    }

    [Theory]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(39)]
    public async Task Resolve_AbbreviatedCommitId_IsThatCommit(int digits)
    {
        await CommitAsync("main", First);
        var commit = await CommitAsync("main", Second);

        (await ResolveAsync(commit.ToString()[..digits])).Should().Be(new SourceRevision { Repository = Repository, Commit = commit });
    }

    [Fact]
    public async Task Resolve_SixDigits_AreTooFew()
    {
        var commit = await CommitAsync("main", First);

        var resolve = () => ResolveAsync(commit.ToString()[..6]);

        await resolve.Should().ThrowAsync<SourceException>();
    }

    [Fact]
    public async Task Resolve_BranchNamedLikeAnAbbreviatedId_IsTheBranch()
    {
        var first = await CommitAsync("main", First);
        var second = await CommitAsync(first.ToString()[..8], Second);

        (await ResolveAsync(first.ToString()[..8])).Commit.Should().Be(second);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(26)]
    public async Task Resolve_Depth_ChangesNeitherCommitNorFiles(int depth)
    {
        await CommitAsync("main", Second);
        var commit = await CommitAsync("main", First);

        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = "main", Depth = depth }, Cancel);
        await Provider.CheckOutAsync(revision, _directory.Combine("out"), Cancel);

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.ForBranch("main"), Depth = depth });
        (await File.ReadAllTextAsync(_directory.Combine("out", "README"), Cancel)).Should().Be("first\n");
    }

    [Fact]
    public async Task Resolve_SubmodulesWanted_IsInTheRevision()
    {
        await CommitAsync("main", First);

        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository, FetchSubmodules = true }, Cancel);
        await Provider.CheckOutAsync(revision, _directory.Combine("out"), Cancel);

        revision.FetchSubmodules.Should().BeTrue();
        File.Exists(_directory.Combine("out", "README")).Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(NoVersions))]
    public async Task Resolve_NoSuchVersion_NamesTheRepository(string version)
    {
        await CommitAsync("main", First);

        var resolve = () => ResolveAsync(version);

        (await resolve.Should().ThrowAsync<SourceException>()).Which.Repository.Should().Be(Repository);
    }

    [Fact]
    public async Task Resolve_NoSuchRepository_NamesIt()
    {
        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = MissingRepository }, Cancel);

        (await resolve.Should().ThrowAsync<SourceException>()).Which.Repository.Should().Be(MissingRepository);
    }

    [Fact]
    public async Task CheckOut_Always_WritesTheTreeAsCommitted()
    {
        await CommitAsync("main", Second);
        var directory = _directory.Combine("new", "checkout");

        await Provider.CheckOutAsync(await ResolveAsync("main"), directory, Cancel);

        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(directory, f)).Should().BeEquivalentTo(Second.Select(f => f.Path));
        foreach (var file in Second)
        {
            var found = new FileInfo(Path.Combine(directory, file.Path));
            (found.LinkTarget ?? await File.ReadAllTextAsync(found.FullName, Cancel)).Should().Be(file.Content);
            (found.LinkTarget is not null).Should().Be(file.Kind is SourceFileKind.Link);
            (found.LinkTarget is null && found.UnixFileMode.HasFlag(UnixFileMode.UserExecute)).Should().Be(file.Kind is SourceFileKind.Executable);
        }
    }

    [Fact]
    public async Task CheckOut_EmptyDirectory_IsUsed()
    {
        await CommitAsync("main", First);

        await Provider.CheckOutAsync(await ResolveAsync("main"), _directory.MakeDirectory("empty"), Cancel);

        File.Exists(_directory.Combine("empty", "README")).Should().BeTrue();
    }

    [Fact]
    public async Task CheckOut_EarlierRevision_IsUntouchedByLaterCommits()
    {
        await CommitAsync("main", First);
        var revision = await ResolveAsync("main");
        await CommitAsync("main", Second);

        await Provider.CheckOutAsync(revision, _directory.Combine("out"), Cancel);

        (await File.ReadAllTextAsync(_directory.Combine("out", "README"), Cancel)).Should().Be("first\n");
    }

    [Fact]
    public async Task CheckOut_DirectoryNotEmpty_FailsAndTouchesNothing()
    {
        await CommitAsync("main", First);
        var revision = await ResolveAsync("main");
        _directory.Write("full/README", "mine");

        var checkOut = () => Provider.CheckOutAsync(revision, _directory.Combine("full"), Cancel);

        await checkOut.Should().ThrowAsync<SourceException>();
        (await File.ReadAllTextAsync(_directory.Combine("full", "README"), Cancel)).Should().Be("mine");
    }

    [Fact]
    public async Task CheckOut_CommitIsGone_Fails()
    {
        await CommitAsync("main", First);
        var revision = new SourceRevision { Repository = Repository, Commit = CommitId.Parse(new string('1', 40)) };

        var checkOut = () => Provider.CheckOutAsync(revision, _directory.Combine("out"), Cancel);

        await checkOut.Should().ThrowAsync<SourceException>();
    }

    [Fact]
    public async Task CheckOut_SeveralAtOnce_AllAreComplete()
    {
        await CommitAsync("main", Second);
        var directories = Enumerable.Range(0, Checkouts).Select(i => _directory.Combine($"{i}")).ToList();

        await Task.WhenAll(directories.Select(async d => await Provider.CheckOutAsync(await ResolveAsync("main"), d, Cancel)));

        directories.Should().OnlyContain(d => File.Exists(Path.Combine(d, "a b/ä/file")));
    }

    [Fact]
    public async Task CheckOut_Cancelled_Throws()
    {
        await CommitAsync("main", First);
        var revision = await ResolveAsync("main");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var checkOut = () => Provider.CheckOutAsync(revision, _directory.Combine("out"), cancelled.Token);

        await checkOut.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Resolve_Cancelled_Throws()
    {
        await CommitAsync("main", First);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = Repository }, cancelled.Token);

        await resolve.Should().ThrowAsync<OperationCanceledException>();
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _directory.Dispose();

    private Task<SourceRevision> ResolveAsync(string version) =>
        Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = version }, Cancel);
}
