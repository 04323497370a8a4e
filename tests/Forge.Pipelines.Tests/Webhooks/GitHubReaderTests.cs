using Forge.Pipelines.Webhooks;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class GitHubReaderTests
{
    private static readonly string One = new('1', 40);
    private static readonly string Two = new('2', 40);
    private static readonly string Three = new('3', 40);

    [Fact]
    public void Read_PushToBranch_HasEverythingThatFiltersAndCommandsSee()
    {
        var happened = Payloads.ReadGitHub("push", Payloads.GitHubPush).Event!;

        happened.Should().BeEquivalentTo(new WebhookEvent
        {
            Event = "PUSH",
            Trigger = "branch/main",
            SourceVersion = Two,
            HeadRef = "refs/heads/main",
            PreviousCommit = One,
            Actor = "4711",
            CommitMessage = "Add tea",
            Files = ["src/a.cs", "docs/b.md", "c.txt"],
            Repository = "shop",
            Organization = "acme",
        });
        happened.Values.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["EVENT"] = "PUSH",
            ["TRIGGER"] = "branch/main",
            ["HEAD_REF"] = "refs/heads/main",
            ["PREV_COMMIT"] = One,
            ["ACTOR_ACCOUNT_ID"] = "4711",
        });
    }

    [Fact]
    public void Read_PushOfAnAnnotatedTag_BuildsTheCommitAndNotTheTagObject()
    {
        var json = Payloads.GitHubPush.Replace("refs/heads/main", "refs/tags/v1").Replace($"\"after\":\"{Two}", $"\"after\":\"{Three}");

        var happened = Payloads.ReadGitHub("push", json).Event!;

        (happened.Trigger, happened.SourceVersion, happened.HeadRef).Should().Be(("tag/v1", Two, "refs/tags/v1"));
    }

    [Theory]
    [InlineData("opened", "false", "PULL_REQUEST_CREATED", "")]
    [InlineData("synchronize", "false", "PULL_REQUEST_UPDATED", "")]
    [InlineData("synchronized", "false", "PULL_REQUEST_UPDATED", "")]
    [InlineData("reopened", "false", "PULL_REQUEST_REOPENED", "")]
    [InlineData("closed", "true", "PULL_REQUEST_MERGED", "3333333333333333333333333333333333333333")]
    [InlineData("closed", "false", "PULL_REQUEST_CLOSED", "")]
    public void Read_PullRequest_IsMappedAsTheReferenceDoes(string action, string merged, string expected, string mergeCommit)
    {
        var happened = Payloads.ReadGitHub("pull_request", Payloads.GitHubPullRequest.Replace("opened", action).Replace("\"merged\":false", $"\"merged\":{merged}")).Event!;

        (happened.Event, happened.MergeCommit).Should().Be((expected, mergeCommit));
        (happened.Trigger, happened.SourceVersion, happened.HeadRef, happened.BaseRef).Should().Be(("pr/12", "pr/12", "refs/heads/feature/x", "refs/heads/main"));
    }

    [Theory]
    [InlineData("released", "false", false, "RELEASED")]
    [InlineData("prereleased", "true", false, "PRERELEASED")]
    [InlineData("published", "false", true, "RELEASED")]
    [InlineData("published", "true", true, "PRERELEASED")]
    public void Read_Release_NamesTagAndRelease(string action, string prerelease, bool isGitea, string expected)
    {
        var json = Payloads.GitHubRelease.Replace("released", action).Replace("\"prerelease\":false", $"\"prerelease\":{prerelease}");

        var happened = Payloads.ReadGitHub("release", json, isGitea ? WebhookProvider.Gitea : WebhookProvider.GitHub).Event!;

        (happened.Event, happened.TagName, happened.ReleaseName, happened.SourceVersion, happened.Trigger).Should().Be((expected, "v1.2", "Spring", "refs/tags/v1.2", "tag/v1.2"));
    }

    [Theory]
    [InlineData("ping", "{}")]
    [InlineData("issues", "{}")]
    [InlineData("pull_request", """{"action":"labeled"}""")]
    [InlineData("release", """{"action":"published","release":{"tag_name":"v1"}}""")]
    [InlineData("push", """{"ref":"refs/notes/x","after":"2222222222222222222222222222222222222222"}""")]
    [InlineData("push", """{"ref":"refs/heads/x","after":"0000000000000000000000000000000000000000","deleted":true}""")]
    public void Read_WhatStartsNoBuild_SaysWhy(string name, string json)
    {
        var reading = Payloads.ReadGitHub(name, json);

        (reading.Event, reading.IsMalformed).Should().Be((null, false));
        reading.Reason.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("push", "{}")]
    [InlineData("push", "[]")]
    [InlineData("push", "null")]
    [InlineData("push", """{"ref":7,"after":true}""")]
    [InlineData("push", """{"ref":"refs/heads/a..b","after":"2222222222222222222222222222222222222222"}""")]
    [InlineData("pull_request", """{"action":"opened"}""")]
    [InlineData("pull_request", """{"action":"opened","number":-1,"pull_request":{"head":{"ref":"a"},"base":{"ref":"b"}}}""")]
    [InlineData("pull_request", """{"action":"opened","number":"1;rm","pull_request":{"head":{"ref":"a"},"base":{"ref":"b"}}}""")]
    [InlineData("pull_request", """{"action":"opened","number":1,"pull_request":{"head":{"ref":"a b"},"base":{"ref":"b"}}}""")]
    [InlineData("pull_request", """{"action":"opened","number":1,"pull_request":"x"}""")]
    [InlineData("release", """{"action":"released","release":{}}""")]
    public void Read_Nonsense_IsMalformed(string name, string json)
    {
        var reading = Payloads.ReadGitHub(name, json);

        (reading.Event, reading.IsMalformed).Should().Be((null, true));
    }

    [Theory]
    [InlineData("\"alice\\u0000x\"")]
    [InlineData("{}")]
    [InlineData("\"a b\"")]
    public void Read_NonsenseAsActor_LeavesItOut(string id) =>
        Payloads.ReadGitHub("push", Payloads.GitHubPush.Replace("4711", id)).Event!.Actor.Should().BeEmpty();
}
