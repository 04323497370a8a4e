using Forge.Build;
using Forge.Pipelines.Tests.Runs;
using Forge.Pipelines.Webhooks;

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

    internal static IForgeEventSink SinkOf(TriggerHost host) => host.GetAll<IForgeEventSink>().OfType<PushBuildTrigger>().Single();
}
