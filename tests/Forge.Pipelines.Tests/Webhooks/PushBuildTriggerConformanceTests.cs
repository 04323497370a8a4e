using Forge.Build;
using Forge.Conformance;
using Forge.Pipelines.Tests.Runs;

namespace Forge.Pipelines.Tests.Webhooks;

/// <summary>What acts is a build.</summary>
public sealed class PushBuildTriggerConformanceTests : ForgeEventSinkConformanceTests, IAsyncDisposable
{
    private readonly TriggerHost _host = new(TriggerHost.Project(new BuildWebhook(), "forge-git"));

    protected override IForgeEventSink Sink => PushBuildTriggerTests.SinkOf(_host);

    protected override ForgeEvent Wanted { get; } = PushEvents.ToBranch("refs/heads/main");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    protected override async Task<int> CountEffectsAsync() => (await _host.DefinitionsAsync()).Count;
}
