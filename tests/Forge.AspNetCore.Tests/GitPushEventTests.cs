using System.Text.Json;
using Forge.Git;
using Forge.Journal;
using Forge.Testing;

namespace Forge.AspNetCore.Tests;

public sealed class GitPushEventTests : GitServerTest
{
    private const string None = "0000000000000000000000000000000000000000";

    protected override void Configure(GitHostingOptions options) => options.ReconcileInterval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Push_CreateUpdateDelete_EmitsEachRefOnceWithItsIds()
    {
        var first = await PushFirstAsync();
        await Git.RunAsync("work", "tag", "v1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main:topic", "v1");
        var second = await Git.CommitAsync("work", "a", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main:topic");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, ":topic");

        var events = await ReadEventsAsync();

        events.Select(Describe).Should().Equal(
            ("refs/heads/main", None, first, "created"),
            ("refs/heads/topic", None, first, "created"),
            ("refs/tags/v1", None, first, "created"),
            ("refs/heads/topic", first, second, "updated"),
            ("refs/heads/topic", second, None, "deleted"));
        events.Select(e => e.Id).Should().OnlyHaveUniqueItems();
        events.Should().OnlyContain(e => e.Type == "forge.git.push" && e.Subject == "shop");
    }

    [Fact]
    public async Task Push_Event_NamesRepositoryAndUser()
    {
        await PushFirstAsync();
        var repository = await Server.Repositories.FindAsync(RepositoryName.Parse("shop"), Cancel);

        using var data = JsonDocument.Parse((await ReadEventsAsync()).Single().Data);

        data.RootElement.GetProperty("repository").GetString().Should().Be("shop");
        data.RootElement.GetProperty("repositoryId").GetString().Should().Be(repository!.Id);
        data.RootElement.GetProperty("user").GetString().Should().Be("owner");
    }

    [Fact]
    public async Task Push_Refused_EmitsNothing()
    {
        await Git.InitAsync("work");
        var reader = await CreateUserAsync("guest", """{"Statement":{"Effect":"Allow","Action":"codecommit:*","Resource":"*","Condition":{"StringLike":{"codecommit:References":"refs/heads/x*"}}}}""");

        await Git.TryAsync("work", "push", Server.Url(reader, "shop"), "main");

        (await ReadEventsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Push_NothingNew_EmitsNothing()
    {
        await PushFirstAsync();

        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");

        (await ReadEventsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Push_IntentCannotBeRecorded_IsRefused()
    {
        await Git.InitAsync("work");
        Journal.Appending = _ => throw new JournalException("The disk is full.", JournalFailure.NoSpace);

        var result = await Git.TryAsync("work", "push", ShopUrl, "main");

        result.ExitCode.Should().NotBe(0);
        result.Error.Should().Contain("The push cannot be recorded. Nothing was changed; try again later.");
        (await ReadRefsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Push_OutcomeCannotBeRecorded_EmitsOnceAfterARestart()
    {
        Journal.Appending = FailOutcome;
        var commit = await PushFirstAsync();
        var before = await ReadEventsAsync();
        await Server.DisposeAsync();
        Journal.Appending = null;

        await RestartAsync();
        await WaitForEventsAsync(1);
        await RestartAsync();

        before.Should().BeEmpty();
        (await ReadEventsAsync()).Select(Describe).Should().Equal(("refs/heads/main", None, commit, "created"));
    }

    [Fact]
    public async Task Push_OutcomeCannotBeRecordedForAWhile_EmitsOnceWithoutARestart()
    {
        Journal.Appending = FailOutcome;
        var commit = await PushFirstAsync();
        Journal.Appending = null;

        await WaitForEventsAsync(1);

        (await ReadEventsAsync()).Select(Describe).Should().Equal(("refs/heads/main", None, commit, "created"));
    }

    [Fact]
    public async Task Push_CrashAfterTheOutcomeWasRecorded_EmitsOnce()
    {
        Journal.Appended = FailOutcome;
        await PushFirstAsync();
        Journal.Appended = null;

        await RestartAsync();
        await Git.CommitAsync("work", "a", "1");
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");

        (await ReadEventsAsync()).Select(e => Describe(e).Kind).Should().Equal("created", "updated");
    }

    [Fact]
    public async Task Push_AfterOneThatWasLeftOpen_ComesBehindItInTheOutbox()
    {
        Journal.Appending = FailOutcome;
        var first = await PushFirstAsync();
        await Server.DisposeAsync();
        Journal.Appending = null;
        var second = await Git.CommitAsync("work", "a", "1");

        await RestartAsync();
        await Git.RunAsync("work", "push", "--quiet", ShopUrl, "main");

        (await ReadEventsAsync()).Select(Describe).Should().Equal(
            ("refs/heads/main", None, first, "created"), ("refs/heads/main", first, second, "updated"));
    }

    private static void FailOutcome(JournalBatch batch)
    {
        if (batch.Appends[0].Entries[0].Type != "PushAccepted")
        {
            throw new JournalException("The disk is gone.", JournalFailure.Unavailable);
        }
    }

    private static (string Ref, string Old, string New, string Kind) Describe(ForgeEvent e)
    {
        using var data = JsonDocument.Parse(e.Data);
        return (Text("ref"), Text("oldCommit"), Text("newCommit"), Text("kind"));

        string Text(string name) => data.RootElement.GetProperty(name).GetString()!;
    }

    private Task WaitForEventsAsync(int count) => Eventually.BeTrueAsync(async () => (await ReadEventsAsync()).Count >= count, Cancel);
}
