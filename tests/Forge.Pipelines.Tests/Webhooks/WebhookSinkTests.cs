using System.Text;
using Forge.Pipelines.Webhooks;
using Forge.Shared.Webhooks;
using Forge.Testing;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Tests.Webhooks;

public sealed class WebhookSinkTests : IAsyncLifetime
{
    private static readonly ForgeEvent Ended = new() { Id = "build/b-1/9", Type = "forge.build.ended", Subject = "build/b-1", Data = """{"build-status":"FAILED"}""" };

    private readonly FakeSecretStore _secrets = new();
    private HookListener _listener = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _secrets.Add("out", "key");
        _listener = await HookListener.StartAsync();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    [Fact]
    public async Task Handle_Event_IsPostedAndSigned()
    {
        using var sut = CreateSut();

        await sut.HandleAsync(Ended, Cancel);

        var (headers, body) = _listener.Received.Should().ContainSingle().Subject;
        Encoding.UTF8.GetString(body).Should().Be("""{"id":"build/b-1/9","type":"forge.build.ended","subject":"build/b-1","data":{"build-status":"FAILED"}}""");
        headers["X-Forge-Event"].Should().Be("forge.build.ended");
        headers["X-Forge-Delivery"].Should().Be("build/b-1/9");
        headers["X-Forge-Signature-256"].Should().Be(WebhookSignature.Sign(new SecretValue("key"), body));
        headers["Content-Type"].Should().Be("application/json; charset=utf-8");
    }

    [Theory]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Handle_AnswerIsNoSuccess_ThrowsAndSendsAgain(int statusCode)
    {
        using var sut = CreateSut();
        _listener.Answer = context =>
        {
            context.Response.StatusCode = statusCode;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        var handle = () => sut.HandleAsync(Ended, Cancel);

        (await handle.Should().ThrowAsync<WebhookDeliveryException>()).WithMessage($"'127.0.0.1:*' answered the webhook sink 'chat' with {statusCode} for event 'build/b-1/9'. It is sent again.");
        _listener.Answer = _ => Task.CompletedTask;
        await handle();

        _listener.Received.Should().HaveCount(2);
    }

    [Fact]
    public async Task Handle_NoAnswerInTime_Throws()
    {
        using var sut = CreateSut(options => options.Timeout = TimeSpan.FromMilliseconds(100));
        _listener.Answer = context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var handle = () => sut.HandleAsync(Ended, Cancel);

        await handle.Should().ThrowAsync<WebhookDeliveryException>().WithMessage("*did not answer*");
    }

    [Fact]
    public async Task Handle_NobodyListens_Throws()
    {
        using var sut = CreateSut(options => options.Url = new Uri("http://127.0.0.1:1/"));
        var handle = () => sut.HandleAsync(Ended, Cancel);

        await handle.Should().ThrowAsync<WebhookDeliveryException>().WithMessage("'127.0.0.1:1' cannot be reached*");
    }

    [Fact]
    public async Task Handle_NoSecret_ThrowsAndSendsNothing()
    {
        using var sut = CreateSut(options => options.SecretId = "gone");
        var handle = () => sut.HandleAsync(Ended, Cancel);

        await handle.Should().ThrowAsync<WebhookDeliveryException>().WithMessage("*no secret 'gone'*");
        _listener.Received.Should().BeEmpty();
    }

    [Theory]
    [InlineData("forge.build.ended", true)]
    [InlineData("forge.build.*", true)]
    [InlineData("forge.*", true)]
    [InlineData("forge.build", false)]
    [InlineData("forge.deployment.*", false)]
    public async Task Handle_TypesGiven_SendsTheseOnly(string type, bool isSent)
    {
        using var sut = CreateSut(options => options.EventTypes.Add(type));

        await sut.HandleAsync(Ended, Cancel);

        _listener.Received.Should().HaveCount(isSent ? 1 : 0);
    }

    [Fact]
    public async Task AddWebhookSink_TwoSinks_GetTheirOwn()
    {
        await using var host = new TriggerHost(configure: builder => builder
            .AddWebhookSink("a", options => (options.Url, options.SecretId) = (new Uri(_listener.Address, "a"), "hook"))
            .AddWebhookSink("b", options => (options.Url, options.SecretId) = (new Uri(_listener.Address, "b"), "hook")));

        foreach (var sink in host.GetAll<IForgeEventSink>().OfType<WebhookSink>())
        {
            await sink.HandleAsync(Ended, Cancel);
        }

        _listener.Received.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(null, "s", "*Url*")]
    [InlineData("/hook", "s", "*write it whole*")]
    [InlineData("ftp://example.org/", "s", "*scheme 'ftp'*")]
    [InlineData("https://user:word@example.org/", "s", "*a user or a password*")]
    [InlineData("https://example.org/", "", "*SecretId*")]
    public async Task AddWebhookSink_BadOptions_AreRefused(string? url, string secret, string message)
    {
        await using var host = new TriggerHost(configure: builder => builder.AddWebhookSink(
            "a", options => (options.Url, options.SecretId) = (url is null ? null : new Uri(url, UriKind.RelativeOrAbsolute), secret)));
        var get = () => host.Get<IOptionsMonitor<WebhookSinkOptions>>().Get("a");

        get.Should().Throw<OptionsValidationException>().WithMessage(message).And.Message.Should().NotContain("word@");
    }

    private WebhookSink CreateSut(Action<WebhookSinkOptions>? configure = null)
    {
        var options = new WebhookSinkOptions { Url = new Uri(_listener.Address, "hook"), SecretId = "out" };
        configure?.Invoke(options);
        return new WebhookSink("chat", options, _secrets, WebhookClient.Create(), TimeProvider.System);
    }
}
