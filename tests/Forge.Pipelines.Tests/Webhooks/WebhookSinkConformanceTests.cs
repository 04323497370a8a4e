using Forge.Conformance;
using Forge.Pipelines.Webhooks;
using Forge.Shared.Webhooks;
using Forge.Testing;

namespace Forge.Pipelines.Tests.Webhooks;

/// <summary>What acts is a request that comes in.</summary>
public sealed class WebhookSinkConformanceTests : ForgeEventSinkConformanceTests, IAsyncLifetime
{
    private readonly FakeSecretStore _secrets = new();
    private HookListener _listener = null!;
    private WebhookSink _sink = null!;

    protected override IForgeEventSink Sink => _sink;

    protected override ForgeEvent Wanted { get; } = new() { Id = "e-1", Type = "forge.build.ended", Subject = "build/b", Data = "{}" };

    public async ValueTask InitializeAsync()
    {
        _secrets.Add("out", "key");
        _listener = await HookListener.StartAsync();
        var options = new WebhookSinkOptions { Url = _listener.Address, SecretId = "out", EventTypes = { "forge.build.*" } };
        _sink = new WebhookSink("chat", options, _secrets, WebhookClient.Create(), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _sink.Dispose();
        await _listener.DisposeAsync();
    }

    protected override Task<int> CountEffectsAsync() => Task.FromResult(_listener.Received.Count);
}
