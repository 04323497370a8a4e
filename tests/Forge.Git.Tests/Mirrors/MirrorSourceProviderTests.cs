using Forge.Conformance;
using Forge.Git.Mirrors;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Git.Tests.Mirrors;

public sealed class MirrorSourceProviderTests : SourceProviderConformanceTests, IAsyncLifetime
{
    private readonly CommittingClient _client = new();
    private readonly TempDirectory _work = new();
    private readonly GitSourceOptions _options = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override ISourceProvider Provider => Create();

    protected override string Repository => _client.Origin;

    protected override string MissingRepository => _work.Combine("nothing");

    public async ValueTask InitializeAsync()
    {
        _options.MirrorDirectory = _work.Combine("mirrors");
        _client.Origin = _client.Git.Combine("origin.git");
        await _client.Git.RunAsync("", "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("ext::sh -c id")]
    [InlineData("-oProxyCommand=id")]
    [InlineData("--upload-pack=id")]
    [InlineData("")]
    [InlineData("a\nb")]
    public async Task Resolve_NoAddress_IsRefused(string repository)
    {
        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = repository }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>().WithMessage("*is not the address of a repository*");
    }

    [Fact]
    public async Task Resolve_ProtocolNotAllowed_IsRefused()
    {
        await CommitAsync("main", [new SourceFile { Path = "a" }]);
        _options.AllowedProtocols.Clear();
        _options.AllowedProtocols.Add("https");

        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>().WithMessage("*transport 'file' not allowed*");
    }

    [Fact]
    public async Task Resolve_DefaultBranchIsNotMain_FollowsTheRemotesHead()
    {
        await _client.Git.RunAsync("origin.git", "symbolic-ref", "HEAD", "refs/heads/trunk");
        await CommitAsync("main", [new SourceFile { Path = "a" }]);
        var commit = await CommitAsync("trunk", [new SourceFile { Path = "b" }]);

        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        revision.Should().Be(new SourceRevision { Repository = Repository, Commit = commit, Ref = GitRef.ForBranch("trunk") });
    }

    [Fact]
    public async Task Resolve_BranchWasDeleted_ForgetsIt()
    {
        await CommitAsync("gone", [new SourceFile { Path = "a" }]);
        await Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = "gone" }, Cancel);
        await _client.Git.RunAsync("origin.git", "update-ref", "-d", "refs/heads/gone");

        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = "gone" }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>();
    }

    [Fact]
    public async Task Resolve_CommitThatNoRefLeadsTo_IsFetchedById()
    {
        var lost = await CommitAsync("main", [new SourceFile { Path = "a" }]);
        await CommitAsync("main", [new SourceFile { Path = "b" }]);

        (await Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = lost.ToString() }, Cancel)).Commit.Should().Be(lost);
    }

    [Fact]
    public async Task CheckOut_MirrorIsGone_MakesItAgain()
    {
        await CommitAsync("main", [new SourceFile { Path = "a" }]);
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);
        Directory.Delete(_options.MirrorDirectory, recursive: true);

        await Create().CheckOutAsync(revision, _work.Combine("out"), Cancel);

        File.Exists(_work.Combine("out", "a")).Should().BeTrue();
    }

    [Fact]
    public async Task CheckOut_OriginIsGone_UsesTheMirror()
    {
        await CommitAsync("main", [new SourceFile { Path = "a" }]);
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);
        Directory.Delete(_client.Origin, recursive: true);

        await Create().CheckOutAsync(revision, _work.Combine("out"), Cancel);

        File.Exists(_work.Combine("out", "a")).Should().BeTrue();
    }

    [Fact]
    public async Task Resolve_SeveralProcessesAtOnce_AllSucceed()
    {
        var commit = await CommitAsync("main", [new SourceFile { Path = "a" }]);

        var revisions = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Create().ResolveAsync(new SourceLocation { Repository = Repository }, Cancel)));

        revisions.Should().OnlyContain(r => r.Commit == commit);
    }

    protected override Task<CommitId> CommitAsync(string branch, IReadOnlyList<SourceFile> files) => _client.CommitAsync(branch, files);

    protected override Task SetRefAsync(string name, CommitId commit) => _client.SetRefAsync(name, commit);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _client.Dispose();
        _work.Dispose();
    }

    private MirrorSourceProvider Create() => new(_options, secrets: null, TimeProvider.System, NullLogger<MirrorCache>.Instance);
}
