using Forge.Conformance;
using Forge.Git.Checkouts;
using Forge.Git.Commands;
using Forge.Testing;

namespace Forge.Git.Tests.Checkouts;

public sealed class HostedSourceProviderTests : SourceProviderConformanceTests, IAsyncLifetime
{
    private readonly HostedGit _git = new();
    private readonly TempDirectory _work = new();
    private readonly CommittingClient _client = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override ISourceProvider Provider => Create(OutsideLinkBehavior.Refuse);

    protected override string Repository => "shop";

    protected override string MissingRepository => "nothing";

    public async ValueTask InitializeAsync()
    {
        var repository = await _git.Hosting.Repositories.CreateAsync(RepositoryName.Parse(Repository), Cancel);
        _client.Origin = _git.Hosting.Repositories.DirectoryOf(repository);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("../shop")]
    [InlineData("/etc")]
    [InlineData("SHOP")]
    [InlineData("")]
    public async Task Resolve_NoRepositoryName_IsRefused(string name)
    {
        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = name }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>().WithMessage($"There is no hosted repository '{name}'.*");
    }

    [Fact]
    public async Task Resolve_EmptyRepository_SaysToPushFirst()
    {
        var resolve = () => Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        await resolve.Should().ThrowAsync<SourceException>().WithMessage("*no commit on its default branch yet. Push one first.");
    }

    [Fact]
    public async Task Resolve_AnnotatedTag_IsTheCommitBehindIt()
    {
        var commit = await CommitAsync("main", [new SourceFile { Path = "a" }]);
        await _client.Git.RunAsync("work", "tag", "--annotate", "--message", "x", "v2");
        await _client.Git.RunAsync("work", "push", "--quiet", _client.Origin, "v2");

        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository, Version = "v2" }, Cancel);

        revision.Commit.Should().Be(commit);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../x")]
    public async Task CheckOut_LinkOutOfTheTree_IsRefusedByName(string target)
    {
        await CommitAsync("main", [new SourceFile { Path = "d/out", Content = target, Kind = SourceFileKind.Link }]);
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        var checkOut = () => Provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        await checkOut.Should().ThrowAsync<SourceException>().WithMessage($"*the symbolic link 'd/out' leads to '{target}'*");
        File.Exists(_work.Combine("out", "d", "out")).Should().BeFalse();
    }

    [Fact]
    public async Task CheckOut_LinkOutOfTheTreeIsWanted_KeepsIt()
    {
        await CommitAsync("main", [new SourceFile { Path = "out", Content = "/etc/passwd", Kind = SourceFileKind.Link }]);
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        await Create(OutsideLinkBehavior.Keep).CheckOutAsync(revision, _work.Combine("out"), Cancel);

        new FileInfo(_work.Combine("out", "out")).LinkTarget.Should().Be("/etc/passwd");
    }

    [Fact]
    public async Task CheckOut_ExportAttributes_ChangeNothing()
    {
        await CommitAsync("main",
        [
            new SourceFile { Path = ".gitattributes", Content = "secret export-ignore\nversion export-subst\nfiltered filter=evil\n" },
            new SourceFile { Path = "secret", Content = "kept" },
            new SourceFile { Path = "version", Content = "$Format:%H$" },
            new SourceFile { Path = "filtered", Content = "as is" },
        ]);
        var revision = await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);

        await Provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        (await File.ReadAllTextAsync(_work.Combine("out", "secret"), Cancel)).Should().Be("kept");
        (await File.ReadAllTextAsync(_work.Combine("out", "version"), Cancel)).Should().Be("$Format:%H$");
        (await File.ReadAllTextAsync(_work.Combine("out", "filtered"), Cancel)).Should().Be("as is");
    }

    protected override Task<CommitId> CommitAsync(string branch, IReadOnlyList<SourceFile> files) => _client.CommitAsync(branch, files);

    protected override Task SetRefAsync(string name, CommitId commit) => _client.SetRefAsync(name, commit);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _client.Dispose();
        _work.Dispose();
        _git.Dispose();
    }

    [Fact]
    public async Task CheckOut_GitDiesWithItsIndexLocked_LeavesNothingOfTheIndex()
    {
        var revision = await ResolveAfterCommitAsync();
        var dying = _work.Combine("git");
        await File.WriteAllTextAsync(dying, "#!/bin/sh\ntouch \"$GIT_INDEX_FILE.lock\" && kill -9 $$\n", Cancel);
        File.SetUnixFileMode(dying, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var provider = new HostedSourceProvider(_git.Hosting.Repositories, new GitExecutable(dying, TimeProvider.System), OutsideLinkBehavior.Refuse);

        var checkOut = () => provider.CheckOutAsync(revision, _work.Combine("out"), Cancel);

        await checkOut.Should().ThrowAsync<SourceException>();
        Directory.EnumerateFileSystemEntries(_work.Combine("out")).Should().BeEmpty();
    }

    private async Task<SourceRevision> ResolveAfterCommitAsync()
    {
        await CommitAsync("main", [new SourceFile { Path = "a" }]);
        return await Provider.ResolveAsync(new SourceLocation { Repository = Repository }, Cancel);
    }

    private HostedSourceProvider Create(OutsideLinkBehavior links) => new(_git.Hosting.Repositories, _git.Hosting.Git, links);
}
