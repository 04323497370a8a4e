using Forge.Build;
using Forge.Pipelines.Webhooks;
using static Forge.Build.BuildWebhookFilterType;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class WebhookFiltersTests
{
    private static readonly WebhookEvent Happened = new()
    {
        Event = "PUSH",
        Trigger = "branch/main",
        SourceVersion = "c",
        HeadRef = "refs/heads/main",
        Actor = "4711",
        CommitMessage = "Add tea\n\n[skip docs]",
        Files = ["src/a.cs", "docs/b.md"],
        Repository = "shop",
        Organization = "acme",
    };

    [Theory]
    [InlineData("PUSH", true)]
    [InlineData("PULL_REQUEST_CREATED", true)]
    [InlineData("PULL_REQUEST_REOPENED", true)]
    [InlineData("PULL_REQUEST_CLOSED", false)]
    [InlineData("RELEASED", false)]
    public void Matches_NoGroups_TakesPushesAndOpenPullRequests(string name, bool expected) =>
        WebhookFilters.Matches([], Happened with { Event = name }).Should().Be(expected);

    [Theory]
    [InlineData(Event, "PUSH", true)]
    [InlineData(Event, "RELEASED, PUSH", true)]
    [InlineData(Event, "PUSH_IT", false)]
    [InlineData(HeadRef, "^refs/heads/main$", true)]
    [InlineData(HeadRef, "^main$", false)]
    [InlineData(HeadRef, "MAIN", false)]
    [InlineData(BaseRef, ".*", false)]
    [InlineData(FilePath, @"^docs/.*\.md$", true)]
    [InlineData(FilePath, @"\.ts$", false)]
    [InlineData(CommitMessage, @"\[skip docs\]", true)]
    [InlineData(CommitMessage, "^tea", false)]
    [InlineData(ActorAccountId, "^(4711|4712)$", true)]
    [InlineData(TagName, "v", false)]
    [InlineData(ReleaseName, "v", false)]
    [InlineData(RepositoryName, "^shop$", true)]
    [InlineData(OrganizationName, "^ac", true)]
    [InlineData(HeadRef, "(?<!refs)/heads/main", false)]
    [InlineData(HeadRef, @"(/)heads\1main", true)]
    public void Matches_OneFilter_LooksAtItsPart(BuildWebhookFilterType type, string pattern, bool expected)
    {
        WebhookFilters.Matches([Group(Filter(Event, "PUSH"), Filter(type, pattern))], Happened).Should().Be(expected);
        WebhookFilters.Matches([Group(Filter(Event, "PUSH"), Filter(type, pattern) with { ExcludeMatchedPattern = true })], Happened).Should().Be(!expected);
    }

    [Fact]
    public void Matches_FiltersOfAGroup_AllHaveToBeMet() =>
        WebhookFilters.Matches([Group(Filter(Event, "PUSH"), Filter(HeadRef, "main"), Filter(HeadRef, "feature"))], Happened).Should().BeFalse();

    [Fact]
    public void Matches_Groups_OneIsEnough() =>
        WebhookFilters.Matches([Group(Filter(Event, "RELEASED")), Group(Filter(Event, "PUSH"))], Happened).Should().BeTrue();

    [Fact]
    public void Matches_GroupWithoutEvent_IsNeverMet() => WebhookFilters.Matches([Group(Filter(HeadRef, ".*"))], Happened).Should().BeFalse();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Matches_PatternThatTakesForever_StartsNothing(bool isExcluded)
    {
        var filter = Filter(CommitMessage, @"^(?=(a+)+$)") with { ExcludeMatchedPattern = isExcluded };

        WebhookFilters.Matches([Group(Filter(Event, "PUSH"), filter)], Happened with { CommitMessage = new string('a', 40) + "!" }).Should().BeFalse();
    }

    private static BuildWebhookFilterGroup Group(params BuildWebhookFilter[] filters) => new() { Filters = filters };

    private static BuildWebhookFilter Filter(BuildWebhookFilterType type, string pattern) => new() { Type = type, Pattern = pattern };
}
