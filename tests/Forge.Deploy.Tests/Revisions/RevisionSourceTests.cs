using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Forge.Artifacts;
using Forge.Git;
using Forge.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Forge.Deploy.Tests.Revisions;

/// <summary>Revisions that a request names by where they are: each is in the store, checked, before a deployment exists.</summary>
public sealed class RevisionSourceTests : IAsyncDisposable
{
    private const string AppSpec = "version: 0.0\nos: linux\nfiles:\n  - source: app\n    destination: /srv/app\nhooks:\n  AfterInstall:\n    - location: hook.sh\n";
    private const string Hook = "#!/bin/sh\necho \"$TARGET $LIFECYCLE_EVENT\" >> \"$NOTES\"\n";

    private readonly FakeSourceProvider _source = new();
    private readonly HttpAnswer _answer = new();
    private readonly EngineScene _scene;

    public RevisionSourceTests() => _scene = new EngineScene(extend: forge => forge.Services.AddSingleton<ISourceProvider>(_source));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _scene.DisposeAsync();
        await _answer.DisposeAsync();
    }

    [Fact]
    public async Task Run_Directory_IsStoredUnderItsDigestAndDeployed()
    {
        var path = WriteDirectory("1");

        var result = await RunAsync(RevisionSource.FromDirectory(path));
        var again = await RunAsync(RevisionSource.FromDirectory(path));

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        result.Revision.Value.Should().MatchRegex("^shop/[0-9a-f]{64}$");
        result.Source.Should().Be($"directory {path}");
        again.Revision.Should().Be(result.Revision, "the same files are the same revision");
        EngineScene.Targets.Select(_scene.Installed).Should().AllBe("1");
        File.ResolveLinkTarget(_scene.Directory.Combine("w1/root/srv/app/link"), returnFinalTarget: false)!.Name.Should().Be("version.txt", "a link is deployed as a link");
        _scene.ReadNotes().Should().Contain("w1 AfterInstall", "scripts keep their mode");
        Leftovers().Should().BeEmpty();
    }

    [Fact]
    public async Task Run_Commit_IsResolvedOnceAndDeployed()
    {
        var commit = _source.Commit("shop.git", "main", new SourceFile { Path = "appspec.yml", Content = AppSpec }, new SourceFile { Path = "app/version.txt", Content = "7" }, new SourceFile { Path = "hook.sh", Content = Hook });

        var result = await RunAsync(RevisionSource.FromCommit(new SourceLocation { Repository = "shop.git", Version = commit.ToString() }));

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        result.Source.Should().Be($"commit shop.git@{commit}");
        _scene.Installed("w3").Should().Be("7");
        Leftovers().Should().BeEmpty();
    }

    [Fact]
    public async Task Run_Url_IsFetchedCheckedAndDeployed()
    {
        var digest = await AnswerTarAsync("9");

        var result = await RunAsync(RevisionSource.FromUrl(new Uri($"{_answer.Url}shop.tar?signature=secret"), digest));

        result.Status.Should().Be(DeploymentStatus.Succeeded, result.Message);
        (result.Digest, result.Source).Should().Be((digest, $"url {_answer.Url}shop.tar {digest}"));
        _scene.Installed("w2").Should().Be("9");
    }

    [Fact]
    public async Task Create_UrlGivesSomethingElse_IsRefusedAndStoresNothing()
    {
        await AnswerTarAsync("9");
        var wanted = ArtifactDigest.Parse(new string('a', 64));

        var refused = await RefusedAsync(RevisionSource.FromUrl(new Uri($"{_answer.Url}shop.tar?signature=secret"), wanted));

        refused.Failure.Should().Be(DeploymentFailure.InvalidRevision);
        refused.Message.Should().ContainAll("has the digest", $"not {wanted}").And.NotContain("secret");
        (await _scene.Store.ListAsync("", Cancel).ToListAsync(Cancel)).Should().BeEmpty();
        (await _scene.Engine.ListAsync(Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Create_UrlIsRefused_SaysSoWithoutItsQuery(int status)
    {
        _answer.Status = status;

        var refused = await RefusedAsync(RevisionSource.FromUrl(new Uri($"{_answer.Url}shop.tar?signature=secret"), ArtifactDigest.Parse(new string('a', 64))));

        refused.Failure.Should().Be(DeploymentFailure.RevisionMissing);
        refused.Message.Should().ContainAll($"{_answer.Url}shop.tar", $"the answer was {status}").And.NotContain("secret");
        _answer.Questions.Should().Be(1, "what is refused stays refused");
    }

    [Fact]
    public async Task Create_DirectoryIsMissing_IsRefused() =>
        (await RefusedAsync(RevisionSource.FromDirectory(_scene.Directory.Combine("nothing")))).Message.Should().Contain("There is no directory");

    [Fact]
    public async Task Create_DirectoryHasNoAppSpec_IsRefused()
    {
        var path = _scene.Directory.MakeDirectory("bare");
        await File.WriteAllTextAsync(Path.Join(path, "f"), "", Cancel);

        await FluentActions.Awaiting(() => RunAsync(RevisionSource.FromDirectory(path))).Should().ThrowAsync<SpecException>().WithMessage("*no appspec.yml*");
    }

    [Fact]
    public async Task Create_ProviderOrCommitIsMissing_IsRefused()
    {
        (await RefusedAsync(RevisionSource.FromCommit(new SourceLocation { Repository = "shop.git" }, "gti"))).Message.Should().ContainAll("no source provider 'gti'", "'fake'");
        await FluentActions.Awaiting(() => RunAsync(RevisionSource.FromCommit(new SourceLocation { Repository = "none.git" }))).Should().ThrowAsync<SourceException>();
        Leftovers().Should().BeEmpty();
    }

    [Fact]
    public async Task Create_NeitherOrBoth_IsRefused()
    {
        var neither = new DeploymentRequest { Group = EngineScene.Group };

        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(neither, Cancel)).Should().ThrowAsync<ArgumentException>().WithMessage("*needs either a Revision*");
        await FluentActions.Awaiting(() => _scene.Engine.PlanAsync(neither with { Revision = ArtifactKey.Parse("a"), Source = RevisionSource.FromDirectory("/") }, Cancel)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task Create_TheSameIdAndSourceTwice_IsOneDeployment()
    {
        var request = new DeploymentRequest { DeploymentId = "d-1", Group = EngineScene.Group, Source = RevisionSource.FromDirectory(WriteDirectory("1")) };
        await _scene.Engine.RunAsync(request, Cancel);

        (await _scene.Engine.CreateAsync(request, Cancel)).Should().Be("d-1");
        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request with { Source = RevisionSource.FromDirectory("/other") }, Cancel)).Should().ThrowAsync<DeploymentRefusedException>().WithMessage("*'d-1' is taken*");
    }

    [Fact]
    public async Task Run_OutdatedTargetsOnly_LeavesOutThoseThatHaveTheRevision()
    {
        var first = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        await _scene.Engine.RunAsync(first, Cancel);
        var second = await _scene.RequestAsync(Revision.Noting("2", "[ $TARGET = w1 ]"), "shop/2.zip");
        await _scene.Engine.RunAsync(second with { Configuration = "CodeDeployDefault.AllAtOnce", AutoRollback = RollbackTriggers.None }, Cancel);

        var rest = await _scene.Engine.PlanAsync(second with { UpdatesOutdatedTargetsOnly = true }, Cancel);
        var back = await _scene.Engine.PlanAsync(first with { UpdatesOutdatedTargetsOnly = true }, Cancel);

        rest.Targets.Should().Equal("w2", "w3");
        rest.MinimumHealthyHosts.Should().Be(1);
        back.Targets.Should().BeEquivalentTo("w1", "w2", "w3");
    }

    [Fact]
    public async Task Create_OutdatedTargetsOnlyButAllAreCurrent_IsRefused()
    {
        var request = await _scene.RequestAsync(Revision.Noting("1", "true"), "shop/1.zip");
        await _scene.Engine.RunAsync(request, Cancel);

        await FluentActions.Awaiting(() => _scene.Engine.CreateAsync(request with { UpdatesOutdatedTargetsOnly = true }, Cancel))
            .Should().ThrowAsync<DeploymentRefusedException>().WithMessage("Every target of 'web' has this revision already*");
    }

    [Theory]
    [InlineData("http://example.com/a.zip")]
    [InlineData("https://user:pass@example.com/a.zip")]
    [InlineData("ftp://example.com/a.zip")]
    [InlineData("file:///a.zip")]
    public void FromUrl_NotHttps_IsRefused(string url) =>
        FluentActions.Invoking(() => RevisionSource.FromUrl(new Uri(url), ArtifactDigest.Parse(new string('a', 64)))).Should().Throw<ArgumentException>();

    [Fact]
    public void ToString_RepositoryWithAPassword_DoesNotShowIt() =>
        RevisionSource.FromCommit(new SourceLocation { Repository = "https://me:secret@example.com/shop.git", Version = "main" }).ToString()
            .Should().Be("commit https://example.com/shop.git@main");

    private Task<DeploymentResult> RunAsync(RevisionSource source) => _scene.Engine.RunAsync(new DeploymentRequest { Group = EngineScene.Group, Source = source }, Cancel);

    private async Task<DeploymentRefusedException> RefusedAsync(RevisionSource source) =>
        (await FluentActions.Awaiting(() => RunAsync(source)).Should().ThrowAsync<DeploymentRefusedException>()).Which;

    private string[] Leftovers() => Directory.GetFileSystemEntries(_scene.Directory.Combine("cache/imports"));

    private string WriteDirectory(string version)
    {
        var path = _scene.Directory.MakeDirectory("revision");
        Directory.CreateDirectory(Path.Join(path, "app"));
        File.WriteAllText(Path.Join(path, "appspec.yml"), AppSpec);
        File.WriteAllText(Path.Join(path, "app/version.txt"), version);
        File.WriteAllText(Path.Join(path, "hook.sh"), Hook);
        File.SetUnixFileMode(Path.Join(path, "hook.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Join(path, "app/link"), "version.txt");
        return path;
    }

    // A tar of plain text is plain text itself.
    private async Task<ArtifactDigest> AnswerTarAsync(string version)
    {
        using var bytes = new MemoryStream();
        await using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("appspec.yml", AppSpec), ("app/version.txt", version), ("hook.sh", Hook) })
            {
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) }, Cancel);
            }
        }

        _answer.Body = Encoding.ASCII.GetString(bytes.ToArray());
        return ArtifactDigest.FromHash(SHA256.HashData(bytes.ToArray()));
    }
}
