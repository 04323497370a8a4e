using Forge.Conformance;
using Forge.Pipelines.Runs;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Tests.Runs;

/// <summary>What acts is a run of a pipeline.</summary>
public sealed class PipelineTriggerConformanceTests : ForgeEventSinkConformanceTests
{
    private readonly FakeJournal _journal = new(TimeProvider.System);

    public PipelineTriggerConformanceTests() => Sink = new PipelineTrigger(
        _journal,
        Options.Create(new PipelinesOptions { Pipelines = { new PipelineOptions { Name = "shop", Repository = "shop" } } }),
        NullLogger<PipelineTrigger>.Instance);

    protected override IForgeEventSink Sink { get; }

    protected override ForgeEvent Wanted { get; } = PushEvents.ToBranch("refs/heads/main");

    protected override async Task<int> CountEffectsAsync() =>
        await new PipelineEngine(_journal).ListAsync(TestContext.Current.CancellationToken).CountAsync(TestContext.Current.CancellationToken);
}
