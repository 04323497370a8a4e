using System.Text;
using Forge.Build;
using Forge.Pipelines.Webhooks;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class WebhookReceiverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Receive_PushOfGitHub_StartsABuildOfTheCommitThatKnowsWhy()
    {
        await using var host = new TriggerHost();

        var result = await ReceiveAsync(host, GitHub(Payloads.GitHubPush));

        result.Status.Should().Be(WebhookStatus.Started);
        (await host.Builds.GetAsync(result.BuildId!, Cancel))!.Initiator.Should().Be("GitHub-Hookshot/044aadd");
        var definition = (await host.DefinitionsAsync()).Should().ContainSingle().Subject;
        definition.GetProperty("source").GetProperty("version").GetString().Should().Be(new string('2', 40));
        definition.GetProperty("webhook").GetProperty("TRIGGER").GetString().Should().Be("branch/main");
        definition.GetProperty("webhook").GetProperty("HEAD_REF").GetString().Should().Be("refs/heads/main");
    }

    [Fact]
    public async Task Receive_SameDeliveryAgain_StartsNothingAnew()
    {
        await using var host = new TriggerHost();

        var first = await ReceiveAsync(host, GitHub(Payloads.GitHubPush));
        var second = await ReceiveAsync(host, GitHub(Payloads.GitHubPush));
        var third = await ReceiveAsync(host, GitHub(Payloads.GitHubPush, delivery: "another"));

        second.BuildId.Should().Be(first.BuildId);
        third.BuildId.Should().NotBe(first.BuildId);
        (await host.DefinitionsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Receive_GitLab_TakesItsTokenAndEvent()
    {
        await using var host = new TriggerHost();

        var result = await ReceiveAsync(host, GitLab(TriggerHost.Secret));

        result.Status.Should().Be(WebhookStatus.Started);
        (await host.Builds.GetAsync(result.BuildId!, Cancel))!.Initiator.Should().MatchRegex("^GitLab-Hookshot/[0-9a-f]{7}$");
    }

    [Fact]
    public async Task Receive_Gitea_TakesItsSignatureAlthoughItHasTheHeadersOfGitHubToo()
    {
        await using var host = new TriggerHost();
        var request = GitHub(Payloads.GitHubPush);
        var digits = request.Headers["x-hub-signature-256"]["sha256=".Length..];

        var result = await ReceiveAsync(host, request with
        {
            Headers = new Dictionary<string, string> { ["X-Gitea-Event"] = "push", ["X-Gitea-Delivery"] = "d", ["X-GitHub-Event"] = "push", ["X-Gitea-Signature"] = digits },
        });

        result.Status.Should().Be(WebhookStatus.Started);
    }

    public static TheoryData<string> Unbelievable =>
    [
        "no headers", "no signature", "wrong signature", "signature of another body", "signature without prefix", "signature that is no hex", "short signature",
        "wrong token", "empty token", "unknown project", "no webhook", "no secret named", "no such secret",
    ];

    [Theory]
    [MemberData(nameof(Unbelievable))]
    public async Task Receive_WhatIsNotSigned_IsRefusedAlike(string what)
    {
        var project = what switch
        {
            "no webhook" => TriggerHost.Project() with { Webhook = null },
            "no secret named" => TriggerHost.Project(new BuildWebhook()),
            "no such secret" => TriggerHost.Project(new BuildWebhook { Secret = new SecretReference { Id = "gone" } }),
            _ => TriggerHost.Project(),
        };
        await using var host = new TriggerHost(project);
        var good = GitHub(Payloads.GitHubPush);
        var signature = good.Headers["x-hub-signature-256"];
        var request = what switch
        {
            "no headers" => good with { Headers = new Dictionary<string, string>() },
            "no signature" => good with { Headers = new Dictionary<string, string> { ["X-GitHub-Event"] = "push" } },
            "wrong signature" => Signed(good, "sha256=" + new string('0', 64)),
            "signature of another body" => good with { Body = Encoding.UTF8.GetBytes(Payloads.GitHubPush + " ") },
            "signature without prefix" => Signed(good, signature["sha256=".Length..]),
            "signature that is no hex" => Signed(good, "sha256=" + new string('g', 64)),
            "short signature" => Signed(good, signature[..^2]),
            "wrong token" => GitLab("it is not"),
            "empty token" => GitLab(""),
            "unknown project" => good with { Project = "other" },
            _ => good,
        };

        var result = await ReceiveAsync(host, request);

        result.Should().Be(new WebhookResult { Status = WebhookStatus.Unauthorized, Message = "There is no such webhook, or the signature is missing or wrong." });
        (await host.DefinitionsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("payload=%7B%7D")]
    [InlineData("{\"ref\":\"\\ud800\"}")]
    [InlineData("{\"ref\":1}")]
    public async Task Receive_BodyThatMakesNoSense_IsMalformed(string body)
    {
        await using var host = new TriggerHost();

        (await ReceiveAsync(host, GitHub(body))).Status.Should().Be(WebhookStatus.Malformed);
    }

    [Fact]
    public async Task Receive_DeepNesting_IsMalformed()
    {
        await using var host = new TriggerHost();

        (await ReceiveAsync(host, GitHub(new string('[', 100_000)))).Status.Should().Be(WebhookStatus.Malformed);
    }

    [Fact]
    public async Task Receive_EventThatNoGroupWants_IsIgnoredAndSaysSo()
    {
        var webhook = new BuildWebhook
        {
            Secret = new SecretReference { Id = "hook" },
            FilterGroups = [new BuildWebhookFilterGroup { Filters = [new BuildWebhookFilter { Type = BuildWebhookFilterType.Event, Pattern = "RELEASED" }] }],
        };
        await using var host = new TriggerHost(TriggerHost.Project(webhook));

        var result = await ReceiveAsync(host, GitHub(Payloads.GitHubPush));

        result.Should().Be(new WebhookResult { Status = WebhookStatus.Ignored, Message = "No filter group of project 'shop' is met by PUSH of branch/main." });
    }

    [Fact]
    public async Task Receive_ProjectWhoseSourceHasNoVersions_IsIgnoredAndSaysWhy()
    {
        await using var host = new TriggerHost(TriggerHost.Project() with { Source = BuildSource.None });

        var result = await ReceiveAsync(host, GitHub(Payloads.GitHubPush));

        result.Status.Should().Be(WebhookStatus.Ignored);
        result.Message.Should().Contain("no versions");
    }

    internal static WebhookRequest GitHub(string body, string delivery = "7f3c") => new()
    {
        Project = "shop",
        Body = Encoding.UTF8.GetBytes(body),
        Headers = new Dictionary<string, string>
        {
            ["x-github-event"] = "push",
            ["x-github-delivery"] = delivery,
            ["x-hub-signature-256"] = WebhookSignature.Sign(new SecretValue(TriggerHost.Secret), Encoding.UTF8.GetBytes(body)),
            ["user-agent"] = "GitHub-Hookshot/044aadd",
        },
    };

    private static WebhookRequest GitLab(string token) => new()
    {
        Project = "shop",
        Body = Encoding.UTF8.GetBytes(Payloads.GitLabPush),
        Headers = new Dictionary<string, string> { ["X-Gitlab-Event"] = "Push Hook", ["X-Gitlab-Event-UUID"] = "u", ["X-Gitlab-Token"] = token },
    };

    private static WebhookRequest Signed(WebhookRequest request, string signature) =>
        request with { Headers = new Dictionary<string, string>(request.Headers) { ["x-hub-signature-256"] = signature } };

    private static Task<WebhookResult> ReceiveAsync(TriggerHost host, WebhookRequest request) => host.Get<WebhookReceiver>().ReceiveAsync(request, Cancel);
}
