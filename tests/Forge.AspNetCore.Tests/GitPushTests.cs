namespace Forge.AspNetCore.Tests;

public sealed class GitPushTests : GitServerTest
{
    [Fact]
    public async Task Push_NewBranch_MovesTheRef()
    {
        var commit = await PushFirstAsync();

        (await ReadRefsAsync()).Should().Be($"{commit} refs/heads/main");
    }

    [Fact]
    public async Task Push_CreateUpdateAndDeleteOfBranchAndTag_AreAllReported()
    {
        await PushFirstAsync();
        await Git.RunAsync("work", "tag", "v1");
        await Git.RunAsync("work", "push", ShopUrl, "main:topic", "v1");
        await Git.CommitAsync("work", "a", "1");

        var update = await Git.TryAsync("work", "push", ShopUrl, "main", "main:topic");
        var delete = await Git.TryAsync("work", "push", ShopUrl, ":topic", ":v1");

        update.Error.Should().Contain("main -> main").And.Contain("main -> topic");
        delete.Error.Should().Contain("[deleted]         topic").And.Contain("[deleted]         v1");
        (await ReadRefsAsync()).Should().EndWith("refs/heads/main").And.NotContain("\n");
    }

    [Fact]
    public async Task Push_AnnotatedTag_CanBeFetched()
    {
        await PushFirstAsync();
        await Git.RunAsync("work", "tag", "--annotate", "--message", "one", "v1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "v1");

        await Git.RunAsync("", "clone", "--quiet", "--branch", "v1", ShopUrl, "copy");

        (await Git.RunAsync("copy", "describe")).Should().Be("v1");
    }

    [Fact]
    public async Task Push_OverOneMebibyte_IsChunkedAndArrives()
    {
        await Git.InitAsync("work");
        var noise = new byte[3 * 1024 * 1024];
        new Random(7).NextBytes(noise);
        await File.WriteAllBytesAsync(Git.Combine("work", "noise"), noise, Cancel);
        var commit = await Git.CommitAsync("work", "README", "second");

        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");

        (await ReadRefsAsync()).Should().StartWith(commit);
        await Git.RunAsync("", "clone", "--quiet", ShopUrl, "copy");
        (await File.ReadAllBytesAsync(Git.Combine("copy", "noise"), Cancel)).Should().Equal(noise);
    }

    [Fact]
    public async Task Push_NotAFastForward_NeedsItsOwnRight()
    {
        await PushFirstAsync();
        var writer = await CreateUserAsync("writer", """{"Statement":{"Effect":"Allow","Action":"codecommit:*","Resource":"shop"}}""");
        await Git.CommitAsync("work", "a", "1");
        await Git.RunAsync("work", "push", "--quiet", Server.Url(writer, "shop"), "main");
        var before = await ReadRefsAsync();
        await Git.RunAsync("work", "reset", "--quiet", "--hard", "HEAD~1");
        var other = await Git.CommitAsync("work", "a", "2");

        var refused = await Git.TryAsync("work", "push", "--force", Server.Url(writer, "shop"), "main");
        var afterRefusal = await ReadRefsAsync();
        var allowed = await Git.TryAsync("work", "push", "--force", ShopUrl, "main");

        refused.ExitCode.Should().NotBe(0);
        refused.Error.Should().Contain("refs/heads/main: not a fast-forward, and 'writer' may not rewrite history here");
        afterRefusal.Should().Be(before);
        allowed.ExitCode.Should().Be(0);
        (await ReadRefsAsync()).Should().StartWith(other);
    }

    [Fact]
    public async Task Push_DefaultBranchDeleted_IsRefused()
    {
        await PushFirstAsync();

        var result = await Git.TryAsync("work", "push", ShopUrl, ":main");

        result.ExitCode.Should().NotBe(0);
        (await ReadRefsAsync()).Should().EndWith("refs/heads/main");
    }

    [Fact]
    public async Task Push_StaleLease_IsRejected()
    {
        await PushFirstAsync();
        await Git.CommitAsync("work", "a", "1");

        var result = await Git.TryAsync("work", "push", "--force-with-lease=main:1111111111111111111111111111111111111111", ShopUrl, "main");

        result.Error.Should().Contain("stale info");
    }

    [Fact]
    public async Task Push_AtomicWithOneRefusedRef_ChangesNothing()
    {
        await PushFirstAsync();
        var before = await ReadRefsAsync();
        var guest = await CreateUserAsync("guest", """
            {"Statement":[
              {"Effect":"Allow","Action":["codecommit:GitPull","codecommit:GitPush"],"Resource":"*"},
              {"Sid":"KeepMain","Effect":"Deny","Action":"codecommit:GitPush","Resource":"*","Condition":{"StringEquals":{"codecommit:References":"refs/heads/main"}}}]}
            """);
        await Git.CommitAsync("work", "a", "1");

        var result = await Git.TryAsync("work", "push", "--atomic", Server.Url(guest, "shop"), "main", "main:topic");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain("refs/heads/main: codecommit:GitPush is denied to 'guest' by statement 'KeepMain'.");
        (await ReadRefsAsync()).Should().Be(before);
    }

    [Fact]
    public async Task Push_OnlyToAnAllowedBranch_PassesBothPhases()
    {
        await PushFirstAsync();
        var guest = await CreateUserAsync("guest", """
            {"Statement":[
              {"Effect":"Allow","Action":"codecommit:GitPull","Resource":"shop"},
              {"Effect":"Allow","Action":"codecommit:GitPush","Resource":"shop","Condition":{"StringLike":{"codecommit:References":"refs/heads/guest/*"}}}]}
            """);

        var allowed = await Git.TryAsync("work", "push", Server.Url(guest, "shop"), "main:guest/one");
        var refused = await Git.TryAsync("work", "push", Server.Url(guest, "shop"), "main:two");

        allowed.ExitCode.Should().Be(0);
        refused.Error.Should().Contain("refs/heads/two: codecommit:GitPush is not allowed to 'guest'.");
    }

    [Fact]
    public async Task Push_TwoAtOnceToOneRef_ExactlyOneWins()
    {
        await PushFirstAsync();
        await Git.RunAsync("", "clone", "--quiet", ShopUrl, "other");
        var mine = await Git.CommitAsync("work", "a", "mine");
        var theirs = await Git.CommitAsync("other", "a", "theirs");

        var results = await Task.WhenAll(Git.TryAsync("work", "push", ShopUrl, "main"), Git.TryAsync("other", "push", ShopUrl, "main"));

        results.Should().ContainSingle(r => r.ExitCode == 0);
        (await ReadRefsAsync()).Should().StartWith(results[0].ExitCode == 0 ? mine : theirs);
        (await ReadEventsAsync()).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("refs/pull/1/head", "only branches and tags may be pushed")]
    [InlineData("refs/replace/x", "only branches and tags may be pushed")]
    [InlineData("refs/internal/x", "only branches and tags may be pushed")]
    [InlineData("refs/heads/-x", "not an allowed ref name")]
    [InlineData("refs/heads/HEAD", "not an allowed ref name")]
    [InlineData("refs/heads/1111111111111111111111111111111111111111", "not an allowed ref name")]
    public async Task Push_RefThatIsNotAllowed_IsRefusedWithItsName(string name, string reason)
    {
        await Git.InitAsync("work");

        var result = await Git.TryAsync("work", "push", ShopUrl, $"main:{name}");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain($"{name}: {reason}");
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Push_NameOver256Characters_IsRefused()
    {
        await Git.InitAsync("work");

        var result = await Git.TryAsync("work", "push", ShopUrl, $"main:refs/heads/{new string('a', 200)}/{new string('b', 100)}");

        result.Error.Should().Contain("not an allowed ref name");
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Push_DirectoryAndFileOfOneName_IsRefused()
    {
        await PushFirstAsync();
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main:a");

        var result = await Git.TryAsync("work", "push", ShopUrl, "main:a/b");

        result.ExitCode.Should().NotBe(0);
        (await ReadRefsAsync()).Should().NotContain("a/b");
    }

    [Fact]
    public async Task Push_TreeWithDotGit_IsRefusedByFsck()
    {
        await Git.InitAsync("work");
        var blob = await Git.RunAsync("work", "hash-object", "-w", "README");
        await File.WriteAllTextAsync(Git.Combine("tree"), $"100644 blob {blob}\t.GIT\n", Cancel);
        var tree = await MakeTreeAsync();
        var commit = await Git.RunAsync("work", "commit-tree", "-m", "bad", tree);

        var result = await Git.TryAsync("work", "push", ShopUrl, $"{commit}:refs/heads/main");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain("hasDotgit");
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    private async Task<string> MakeTreeAsync()
    {
        // mktree reads its standard input; fast-import can do the same from a file through an alias of the shell.
        await Git.RunAsync("work", "config", "alias.maketree", $"!git mktree < {Git.Combine("tree")}");
        return await Git.RunAsync("work", "maketree");
    }
}
