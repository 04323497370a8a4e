using Forge.Pipelines.Webhooks;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class GitLabReaderTests
{
    private static readonly string One = new('1', 40);
    private static readonly string Two = new('2', 40);

    [Fact]
    public void Read_PushToBranch_HasEverythingThatFiltersAndCommandsSee() =>
        Payloads.ReadGitLab(Payloads.GitLabPush).Event.Should().BeEquivalentTo(new WebhookEvent
        {
            Event = "PUSH",
            Trigger = "branch/main",
            SourceVersion = Two,
            HeadRef = "refs/heads/main",
            PreviousCommit = One,
            Actor = "4",
            CommitMessage = "Add tea",
            Files = ["a", "b"],
            Repository = "shop",
            Organization = "acme/web",
        });

    [Fact]
    public void Read_PushOfATag_IsAPush()
    {
        var happened = Payloads.ReadGitLab(Payloads.GitLabPush.Replace("\"push\"", "\"tag_push\"").Replace("refs/heads/main", "refs/tags/v1")).Event!;

        (happened.Event, happened.Trigger).Should().Be(("PUSH", "tag/v1"));
    }

    [Theory]
    [InlineData("open", "PULL_REQUEST_CREATED")]
    [InlineData("update", "PULL_REQUEST_UPDATED")]
    [InlineData("reopen", "PULL_REQUEST_REOPENED")]
    [InlineData("merge", "PULL_REQUEST_MERGED")]
    [InlineData("close", "PULL_REQUEST_CLOSED")]
    public void Read_MergeRequest_IsMappedAsTheReferenceDoes(string action, string expected)
    {
        var happened = Payloads.ReadGitLab(Payloads.GitLabMergeRequest.Replace("\"open\"", $"\"{action}\"")).Event!;

        (happened.Event, happened.Trigger, happened.SourceVersion).Should().Be((expected, "pr/12", "pr/12"));
        (happened.HeadRef, happened.BaseRef, happened.CommitMessage).Should().Be(("refs/heads/feature/x", "refs/heads/main", "Add tea"));
    }

    [Theory]
    [InlineData("create")]
    [InlineData("update")]
    public void Read_Release_NamesTagAndRelease(string action)
    {
        var happened = Payloads.ReadGitLab(Payloads.GitLabRelease.Replace("create", action)).Event!;

        (happened.Event, happened.TagName, happened.ReleaseName).Should().Be(("RELEASED", "v1.2", "Spring"));
    }

    [Theory]
    [InlineData("""{"object_kind":"pipeline"}""")]
    [InlineData("""{"object_kind":"push","ref":"refs/heads/x","after":"0000000000000000000000000000000000000000","checkout_sha":null}""")]
    [InlineData("""{"object_kind":"merge_request","object_attributes":{"action":"update","iid":1,"source_branch":"a","target_branch":"b"}}""")]
    [InlineData("""{"object_kind":"merge_request","object_attributes":{"action":"approved"}}""")]
    [InlineData("""{"object_kind":"release","action":"delete","tag":"v1"}""")]
    public void Read_WhatStartsNoBuild_SaysWhy(string json)
    {
        var reading = Payloads.ReadGitLab(json);

        (reading.Event, reading.IsMalformed).Should().Be((null, false));
        reading.Reason.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("3")]
    [InlineData("""{"object_kind":"push"}""")]
    [InlineData("""{"object_kind":"push","ref":"main","after":"2222222222222222222222222222222222222222"}""")]
    [InlineData("""{"object_kind":"merge_request","object_attributes":{"action":"open","iid":0,"source_branch":"a","target_branch":"b"}}""")]
    [InlineData("""{"object_kind":"merge_request","object_attributes":{"action":"open","iid":1,"source_branch":"a~","target_branch":"b"}}""")]
    [InlineData("""{"object_kind":"release","action":"create"}""")]
    public void Read_Nonsense_IsMalformed(string json)
    {
        var reading = Payloads.ReadGitLab(json);

        (reading.Event, reading.IsMalformed).Should().Be((null, true));
    }
}
