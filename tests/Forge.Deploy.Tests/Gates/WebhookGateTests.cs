using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Forge.Conformance;
using Forge.Deploy.Gates;
using Forge.Testing;

namespace Forge.Deploy.Tests.Gates;

public sealed class WebhookGateTests : DeploymentGateConformanceTests, IAsyncDisposable
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(24);

    private readonly HttpAnswer _answer = new() { Body = """{"verdict":"approved"}""" };
    private readonly FakeSecretStore _secrets = new();
    private readonly WebhookGate _gate;

    public WebhookGateTests()
    {
        _secrets.Add("gate", $"whsec_{Convert.ToBase64String(Key)}");
        _gate = new WebhookGate("change-board", new WebhookGateOptions { Url = new Uri(_answer.Url, "ask?token=1"), SecretId = "gate" }, _secrets, TimeProvider.System);
    }

    protected override IDeploymentGate Gate => _gate;

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        await _answer.DisposeAsync();
    }

    protected override Task BecomeAsync(DeploymentGateAnswer answer)
    {
        _answer.Body = JsonSerializer.Serialize(new { verdict = answer.Verdict.ToString().ToLowerInvariant(), by = answer.By, reason = answer.Reason });
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _answer.Status = 503;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task AskAsync_Question_IsSignedAsStandardWebhooksAre()
    {
        await _gate.AskAsync(Question, Cancel);
        await _gate.AskAsync(Question, Cancel);

        var (headers, body) = _answer.Received[0];
        var signed = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(body)}");
        headers["webhook-signature"].Should().Be($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key, signed))}");
        long.Parse(headers["webhook-timestamp"]).Should().BeCloseTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 60);
        _answer.Received[1].Headers["webhook-id"].Should().Be(headers["webhook-id"], "it is the same question");
    }

    [Fact]
    public async Task AskAsync_Question_TellsWhatIsToBeDecided()
    {
        await _gate.AskAsync(Question, Cancel);

        using var body = JsonDocument.Parse(_answer.Received[0].Body);
        string Text(string name) => body.RootElement.GetProperty(name).GetString()!;
        (Text("id"), Text("deploymentId"), Text("group"), Text("revision"), Text("creator"), Text("stage"), Text("target"), Text("event"))
            .Should().Be((Question.Id, "d-1", "web", "shop/1.zip", "ann", "AfterEvent", "w1", "AfterInstall"));
        body.RootElement.GetProperty("deadline").GetDateTimeOffset().Should().Be(Question.Deadline);
    }

    [Fact]
    public async Task AskAsync_AcceptedForLater_IsPending()
    {
        (_answer.Status, _answer.Body) = (202, "");

        (await _gate.AskAsync(Question, Cancel)).Verdict.Should().Be(DeploymentGateVerdict.Pending);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "yes")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"verdict":"maybe"}""")]
    [InlineData(200, """{"verdict":7}""")]
    [InlineData(200, """{"verdict":"approved" """)]
    [InlineData(204, "")]
    [InlineData(302, """{"verdict":"approved"}""")]
    [InlineData(404, """{"verdict":"approved"}""")]
    [InlineData(500, """{"verdict":"approved"}""")]
    public async Task AskAsync_AnswerSaysNeitherYesNorNo_IsNoAnswer(int status, string body)
    {
        (_answer.Status, _answer.Body) = (status, body);

        var refused = (await FluentActions.Awaiting(() => _gate.AskAsync(Question, Cancel)).Should().ThrowAsync<DeploymentGateException>()).Which;

        refused.Message.Should().Contain("'change-board'").And.NotContain("token=1", "a query may hold a secret");
    }

    [Fact]
    public async Task AskAsync_AnswerIsEndless_IsNoAnswer()
    {
        _answer.Body = $$"""{"verdict":"approved","reason":"{{new string('x', 100_000)}}"}""";

        await FluentActions.Awaiting(() => _gate.AskAsync(Question, Cancel)).Should().ThrowAsync<DeploymentGateException>();
    }

    [Fact]
    public async Task AskAsync_NobodyListens_SaysWhere()
    {
        await _answer.DisposeAsync();

        await FluentActions.Awaiting(() => _gate.AskAsync(Question, Cancel)).Should().ThrowAsync<DeploymentGateException>().WithMessage($"*'{_answer.Url}ask'*cannot be asked*");
    }

    [Fact]
    public async Task AskAsync_NoSecret_AsksNothing()
    {
        using var gate = new WebhookGate("change-board", new WebhookGateOptions { Url = _answer.Url, SecretId = "other" }, _secrets, TimeProvider.System);

        await FluentActions.Awaiting(() => gate.AskAsync(Question, Cancel)).Should().ThrowAsync<DeploymentGateException>().WithMessage("*no secret 'other'*");
        _answer.Questions.Should().Be(0);
    }

    [Theory]
    [InlineData("ftp://example.org/", "s")]
    [InlineData("http://user:pass@example.org/", "s")]
    [InlineData("https://example.org/", "")]
    [InlineData("http://example.org/", "s")]
    [InlineData(null, "s")]
    public void Options_CannotBeUsed_AreRefused(string? url, string secret)
    {
        var options = new WebhookGateOptions { Url = url is null ? null : new Uri(url), SecretId = secret };

        var result = new WebhookGateOptionsValidator().Validate("change-board", options);

        result.Failed.Should().BeTrue();
        result.FailureMessage.Should().NotContain("pass@");
    }
}
