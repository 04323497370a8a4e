using System.Xml.Linq;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Git;

namespace Forge.Build.Tests.Engine;

public sealed class BuildBadgeTests
{
    private static readonly GitRef Main = GitRef.ForBranch("main");

    [Theory]
    [InlineData(BuildBadgeStatus.Passing, "passing")]
    [InlineData(BuildBadgeStatus.Failing, "failing")]
    [InlineData(BuildBadgeStatus.InProgress, "in progress")]
    [InlineData(BuildBadgeStatus.Unknown, "unknown")]
    public void Create_AnyStatus_IsASmallPictureWithATitle(BuildBadgeStatus status, string text)
    {
        var svg = BuildBadge.Create(status);

        svg.Length.Should().BeLessThan(1024);
        var root = XDocument.Parse(svg).Root!;
        root.Attribute("aria-label")!.Value.Should().Be($"build: {text}");
        root.Elements().First().Should().Match<XElement>(title => title.Name.LocalName == "title" && title.Value == $"build: {text}");
    }

    [Theory]
    [InlineData(BuildStatus.InProgress, BuildBadgeStatus.InProgress)]
    [InlineData(BuildStatus.Succeeded, BuildBadgeStatus.Passing)]
    [InlineData(BuildStatus.Failed, BuildBadgeStatus.Failing)]
    [InlineData(BuildStatus.Fault, BuildBadgeStatus.Failing)]
    [InlineData(BuildStatus.TimedOut, BuildBadgeStatus.Failing)]
    [InlineData(BuildStatus.Stopped, BuildBadgeStatus.Failing)]
    public void StatusOf_AnyStatus_IsThatOfTheReference(BuildStatus status, BuildBadgeStatus expected) => BadgePlanner.StatusOf(status).Should().Be(expected);

    [Theory]
    [InlineData("main", "", "", true)]
    [InlineData("refs/heads/main", "", "", true)]
    [InlineData("refs/heads/main^{2222222222222222222222222222222222222222}", "", "", true)]
    [InlineData("2222222222222222222222222222222222222222", "branch/main", "refs/heads/main", true)]
    [InlineData("pr/7", "pr/7", "refs/heads/main", false)]
    [InlineData("pr/7", "", "", false)]
    [InlineData("refs/heads/main2", "", "", false)]
    [InlineData("", "", "", false)]
    public void IsOf_Builds_AreThoseOfTheBranch(string version, string trigger, string head, bool expected) =>
        BadgePlanner.IsOf(State(version, trigger, head), Main).Should().Be(expected);

    [Theory]
    [InlineData("pr/7", false)]
    [InlineData("main", true)]
    [InlineData("", true)]
    public void IsOf_NoBranchWanted_AreAllButPullRequests(string version, bool expected) => BadgePlanner.IsOf(State(version, "", ""), null).Should().Be(expected);

    [Fact]
    public void IsOf_ResolvedRef_Decides()
    {
        var state = State("", "", "");
        var revision = new SourceRevision { Repository = "shop", Commit = CommitId.Parse(new string('2', 40)), Ref = Main };

        BadgePlanner.IsOf(state with { Result = state.Result with { Revision = revision } }, Main).Should().BeTrue();
    }

    [Fact]
    public void Problems_OfAWebhook_ListsEverything()
    {
        var project = new BuildProject
        {
            Name = "shop",
            Webhook = new BuildWebhook
            {
                FilterGroups =
                [
                    new BuildWebhookFilterGroup { Filters = [Filter(BuildWebhookFilterType.HeadRef, "main")] },
                    new BuildWebhookFilterGroup
                    {
                        Filters =
                        [
                            Filter(BuildWebhookFilterType.Event, "PUSH, PULL"), Filter(BuildWebhookFilterType.HeadRef, "(main"), Filter(BuildWebhookFilterType.FilePath, ""),
                            Filter(BuildWebhookFilterType.FilePath, new string('a', 2001)), Filter((BuildWebhookFilterType)99, "x"),
                        ],
                    },
                ],
            },
        };

        ProjectRules.Problems(project).Should().SatisfyRespectively(
            problem => problem.Should().Be("Filter group 1 of the webhook of project 'shop' has no filter of type EVENT. Add one: PUSH, say."),
            problem => problem.Should().StartWith("Filter group 2 of the webhook of project 'shop' names the unknown event 'PULL'."),
            problem => problem.Should().StartWith("Filter group 2 of the webhook of project 'shop' has the pattern '(main' for HeadRef, which is not a regular expression"),
            problem => problem.Should().EndWith("has a pattern of 0 characters for FilePath; use 1 to 2000."),
            problem => problem.Should().EndWith("has a pattern of 2001 characters for FilePath; use 1 to 2000."),
            problem => problem.Should().EndWith("has a filter of the unknown type 99."));
    }

    private static BuildWebhookFilter Filter(BuildWebhookFilterType type, string pattern) => new() { Type = type, Pattern = pattern };

    private static BuildState State(string version, string trigger, string head)
    {
        var source = BuildSource.FromLocation("git", new SourceLocation { Repository = "shop", Version = version });
        var webhook = trigger.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["TRIGGER"] = trigger, ["HEAD_REF"] = head };
        var definition = BuildDefinitionPlanner.Plan(new BuildProject { Name = "shop", Source = source }, new BuildRequest { Project = "shop", Webhook = webhook });
        return BuildState.Apply(null, BuildState.ToEntry(BuildEvents.Start(definition, "b-1", 1, DateTimeOffset.UnixEpoch)[0]));
    }
}
