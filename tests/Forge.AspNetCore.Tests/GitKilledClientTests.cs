using Forge.Git;
using Forge.Testing;

namespace Forge.AspNetCore.Tests;

public sealed class GitKilledClientTests : GitServerTest
{
    private const int Attempts = 10;
    private const int LongestMilliseconds = 250;

    protected override void Configure(GitHostingOptions options) => options.ReconcileInterval = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Push_ClientKilledAtAnyMoment_LeavesRefsObjectsAndEventsInAgreement()
    {
        await PushFirstAsync();
        for (var i = 0; i < Attempts; i++)
        {
            await Git.CommitAsync("work", "a", $"{i}");
            await Git.RunAndKillAsync(TimeSpan.FromMilliseconds(LongestMilliseconds * i / Attempts), "work", "push", "--quiet", ShopUrl, $"main:topic{i}");
        }

        await WaitForSettledPushesAsync();

        var refs = (await ReadRefsAsync()).Split('\n').Select(r => r.Split(' ')[1]);
        var events = (await ReadEventsAsync()).Select(e => System.Text.Json.JsonDocument.Parse(e.Data).RootElement.GetProperty("ref").GetString());
        events.Should().BeEquivalentTo(refs);
        (await RunInShopAsync("fsck", "--strict", "--connectivity-only")).Should().BeEmpty();
        FindQuarantines().Should().BeEmpty();
    }

    [Fact]
    public async Task Push_ManyAtOnceToDifferentRefs_AllArrive()
    {
        var commit = await PushFirstAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Git.TryAsync("work", "push", "--quiet", ShopUrl, $"main:topic{i}")));

        results.Should().OnlyContain(r => r.ExitCode == 0);
        (await ReadRefsAsync()).Split('\n').Should().HaveCount(7).And.OnlyContain(r => r.StartsWith(commit, StringComparison.Ordinal));
        (await ReadEventsAsync()).Should().HaveCount(7);
    }

    private List<string> FindQuarantines() => [.. Directory.EnumerateDirectories(Server.Root, "tmp_objdir-*", SearchOption.AllDirectories)];

    // A push is settled when its directory and its quarantine are gone, and its journal has nothing open: the reconciler sees to the rest.
    private Task WaitForSettledPushesAsync() => Eventually.BeTrueAsync(
        async () => !Directory.EnumerateFileSystemEntries(Path.Combine(Server.Root, "pushes")).Any() && FindQuarantines().Count == 0 && !await HasOpenPushAsync(),
        Cancel);

    private async Task<bool> HasOpenPushAsync()
    {
        var repository = await Server.Repositories.FindAsync(RepositoryName.Parse("shop"), Cancel);
        var open = 0;
        await foreach (var e in Journal.ReadAsync(new Forge.Journal.StreamId("git-repository", repository!.Id), 1, Cancel))
        {
            open += e.Entry.Type == "PushAccepted" ? 1 : -1;
        }

        return open > 0;
    }
}
