using Forge.Git;

namespace Forge.AspNetCore.Tests;

public sealed class GitFetchTests : GitServerTest
{
    private static readonly string[] Protocols = ["0", "1", "2"];

    [Fact]
    public async Task Clone_EmptyRepository_HasTheUnbornDefaultBranch()
    {
        var result = await Git.TryAsync("", "clone", ShopUrl, "copy");

        result.ExitCode.Should().Be(0);
        result.Error.Should().Contain("empty repository");
        (await Git.RunAsync("copy", "symbolic-ref", "HEAD")).Should().Be("refs/heads/main");
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("shop.git")]
    [InlineData("shop/")]
    [InlineData("shop.git/")]
    public async Task Clone_UrlSpelling_DoesNotMatter(string repository)
    {
        var commit = await PushFirstAsync();

        await Git.RunAsync("", "clone", "--quiet", Server.Url(Owner, repository), "copy");

        (await Git.RunAsync("copy", "rev-parse", "HEAD")).Should().Be(commit);
    }

    [Fact]
    public async Task LsRemote_EveryProtocolVersion_GivesTheSameRefs()
    {
        await PushFirstAsync();
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main:topic");
        var answers = new List<string>();

        foreach (var version in Protocols)
        {
            answers.Add(await Git.RunAsync("", "-c", $"protocol.version={version}", "ls-remote", ShopUrl));
        }

        answers.Distinct().Should().ContainSingle().Which.Split('\n').Should().HaveCount(3);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public async Task Clone_ShallowThenUnshallow_HasTheWholeHistory(string version)
    {
        await PushFirstAsync();
        await Git.CommitAsync("work", "a", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");
        await Git.RunAsync("", "-c", $"protocol.version={version}", "clone", "--quiet", "--depth", "1", ShopUrl, "copy");
        var shallow = await Git.RunAsync("copy", "rev-list", "--count", "HEAD");

        await Git.RunAsync("copy", "-c", $"protocol.version={version}", "fetch", "--quiet", "--unshallow");

        (shallow, await Git.RunAsync("copy", "rev-list", "--count", "HEAD")).Should().Be(("1", "2"));
    }

    [Fact]
    public async Task Fetch_AfterForcePushAndMovedTag_FollowsBoth()
    {
        await PushFirstAsync();
        await Git.RunAsync("work", "tag", "v1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "v1");
        await Git.RunAsync("", "clone", "--quiet", ShopUrl, "copy");
        await Git.RunAsync("work", "commit", "--quiet", "--amend", "--message", "again");
        await Git.RunAsync("work", "tag", "--force", "v1");
        await Git.RunAsync("work", "push", "--quiet", "--force", ShopUrl, "main", "v1");

        await Git.RunAsync("copy", "fetch", "--quiet", "--force", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*");

        var head = await Git.RunAsync("work", "rev-parse", "HEAD");
        (await Git.RunAsync("copy", "rev-parse", "origin/main", "v1")).Split('\n').Should().Equal(head, head);
    }

    [Fact]
    public async Task Fetch_CommitById_WorksWhenReachable()
    {
        var first = await PushFirstAsync();
        await Git.CommitAsync("work", "a", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");
        await Git.RunAsync("", "init", "--quiet", "copy");

        await Git.RunAsync("copy", "-c", "protocol.version=0", "fetch", "--quiet", ShopUrl, first);

        (await Git.RunAsync("copy", "rev-parse", "FETCH_HEAD")).Should().Be(first);
    }

    [Fact]
    public async Task Fetch_UnreachableCommitInVersion0_IsRefused()
    {
        await PushFirstAsync();
        var hidden = await Git.CommitAsync("work", "secret", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main:secret");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, ":secret");
        await Git.RunAsync("", "init", "--quiet", "copy");

        var result = await Git.TryAsync("copy", "-c", "protocol.version=0", "fetch", ShopUrl, hidden);

        result.ExitCode.Should().NotBe(0);
    }

    [Fact]
    public async Task Fetch_LargeNegotiation_SendsGzipAndChunks()
    {
        await PushFirstAsync();
        for (var i = 0; i < 3; i++)
        {
            await Git.CommitAsync("work", "a", $"{i}");
        }

        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");
        await Git.RunAsync("", "clone", "--quiet", ShopUrl, "copy");

        // 300 commits that the server does not know make the client ask long: over 1,024 bytes, which it compresses.
        await Git.RunAsync("copy", "config", "alias.many", "!for i in $(seq 300); do git commit --quiet --allow-empty -m $i; done");
        await Git.RunAsync("copy", "many");
        var latest = await Git.CommitAsync("work", "b", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");

        await Git.RunAsync("copy", "-c", "http.postBuffer=65536", "-c", "protocol.version=0", "fetch", "--quiet", "origin");

        (await Git.RunAsync("copy", "rev-parse", "origin/main")).Should().Be(latest);
    }

    [Fact]
    public async Task Clone_Partial_LeavesBlobsOut()
    {
        await PushFirstAsync();

        await Git.RunAsync("", "clone", "--quiet", "--bare", "--filter=blob:none", ShopUrl, "copy");

        (await Git.RunAsync("copy", "rev-list", "--objects", "--missing=print", "HEAD")).Should().Contain("\n?");
    }

    [Fact]
    public async Task Clone_AfterRename_AnswersTheNewNameOnly()
    {
        await PushFirstAsync();

        await Server.Repositories.RenameAsync(RepositoryName.Parse("shop"), RepositoryName.Parse("store"), Cancel);

        (await Git.TryAsync("", "ls-remote", Server.Url(Owner, "store"))).ExitCode.Should().Be(0);
        (await Git.TryAsync("", "ls-remote", ShopUrl)).Error.Should().Contain("not found");
    }

    [Fact]
    public async Task LsRemote_WrongPassword_FailsAndForgetsTheStoredCredential()
    {
        await Git.RunAsync("", "config", "--global", "credential.helper", "store");
        var wrong = new GitCredential { UserName = "owner", Password = new SecretValue("wrong") };
        await File.WriteAllTextAsync(Git.Combine(".git-credentials"), new Uri(Server.Url(wrong, "")).GetLeftPart(UriPartial.Authority) + "\n", Cancel);

        var result = await Git.TryAsync("", "ls-remote", $"http://{Server.Address.Authority}/git/shop");

        result.ExitCode.Should().NotBe(0);
        (await File.ReadAllTextAsync(Git.Combine(".git-credentials"), Cancel)).Should().BeEmpty();
    }
}
