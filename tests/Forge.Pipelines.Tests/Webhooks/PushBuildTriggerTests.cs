using Forge.Build;
using Forge.Git;
using Forge.Pipelines.Tests.Runs;
using Forge.Pipelines.Webhooks;
using Forge.Testing;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class PushBuildTriggerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handle_PushToTheRepositoryOfAProject_StartsABuildOfTheCommit()
    {
        await using var host = new TriggerHost(TriggerHost.Project(new BuildWebhook(), "forge-git"));

        await SinkOf(host).HandleAsync(PushEvents.ToBranch("refs/heads/main"), Cancel);

        var definition = (await host.DefinitionsAsync()).Should().ContainSingle().Subject;
        definition.GetProperty("source").GetProperty("version").GetString().Should().Be(PushEvents.Commit);
        definition.GetProperty("initiator").GetString().Should().Be("forge-git/alice");
        definition.GetProperty("webhook").GetProperty("ACTOR_ACCOUNT_ID").GetString().Should().Be("alice");
        definition.GetProperty("webhook").TryGetProperty("PREV_COMMIT", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("refs/heads/main", "other", "updated")]
    [InlineData("refs/heads/main", "shop", "deleted")]
    [InlineData("refs/heads/feature", "shop", "created")]
    [InlineData("refs/notes/main", "shop", "created")]
    public async Task Handle_PushThatNobodyWants_StartsNothing(string reference, string repository, string kind)
    {
        var webhook = new BuildWebhook
        {
            FilterGroups =
            [
                new BuildWebhookFilterGroup
                {
                    Filters =
                    [
                        new BuildWebhookFilter { Type = BuildWebhookFilterType.Event, Pattern = "PUSH" },
                        new BuildWebhookFilter { Type = BuildWebhookFilterType.HeadRef, Pattern = "^refs/heads/main$" },
                    ],
                },
            ],
        };
        await using var host = new TriggerHost(TriggerHost.Project(webhook, "forge-git"));

        await SinkOf(host).HandleAsync(PushEvents.ToBranch(reference, repository, kind), Cancel);

        (await host.DefinitionsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Handle_ProjectOfAnotherProvider_StartsNothing()
    {
        await using var host = new TriggerHost();

        await SinkOf(host).HandleAsync(PushEvents.ToBranch("refs/heads/main"), Cancel);

        (await host.DefinitionsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("^src/", "", true)]
    [InlineData("^docs/", "", false)]
    [InlineData("", "^Add tea$", true)]
    [InlineData("", "coffee", false)]
    public async Task Handle_FiltersOnFilesAndMessage_AskTheRepository(string file, string message, bool isBuilt)
    {
        var filters = new List<BuildWebhookFilter> { new() { Type = BuildWebhookFilterType.Event, Pattern = "PUSH" } };
        filters.AddRange(file.Length > 0 ? [new BuildWebhookFilter { Type = BuildWebhookFilterType.FilePath, Pattern = file }] : []);
        filters.AddRange(message.Length > 0 ? [new BuildWebhookFilter { Type = BuildWebhookFilterType.CommitMessage, Pattern = message }] : []);
        using var root = new TempDirectory();
        using var client = new GitClient();
        var project = TriggerHost.Project(new BuildWebhook { FilterGroups = [new BuildWebhookFilterGroup { Filters = filters }] }, "forge-git");
        await using var host = new TriggerHost(project, builder => builder.AddGitHosting(options => options.Root = root.Path));
        var repository = await host.Get<GitRepositories>().CreateAsync(RepositoryName.Parse("shop"), Cancel);
        await client.RunAsync("", "init", "--quiet", "work");
        Directory.CreateDirectory(client.Combine("work", "src"));
        await File.WriteAllTextAsync(client.Combine("work", "src/a.cs"), "a", Cancel);
        await client.RunAsync("work", "add", "--all");
        await client.RunAsync("work", "commit", "--quiet", "--message", "Add tea");
        await client.RunAsync("work", "push", "--quiet", Directory.EnumerateDirectories(root.Path, $"{repository.Id}.git", SearchOption.AllDirectories).Single(), "HEAD:refs/heads/main");
        var commit = await client.RunAsync("work", "rev-parse", "HEAD");
        var push = PushEvents.ToBranch("refs/heads/main", kind: "created");

        await SinkOf(host).HandleAsync(push with { Data = push.Data.Replace(PushEvents.Commit, commit) }, Cancel);

        (await host.DefinitionsAsync()).Should().HaveCount(isBuilt ? 1 : 0);
    }

    internal static IForgeEventSink SinkOf(TriggerHost host) => host.GetAll<IForgeEventSink>().OfType<PushBuildTrigger>().Single();
}
