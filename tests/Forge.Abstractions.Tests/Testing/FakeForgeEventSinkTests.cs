using Forge.Conformance;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Testing;

public sealed class FakeForgeEventSinkTests : ForgeEventSinkConformanceTests
{
    private readonly FakeForgeEventSink _sink = new();

    protected override IForgeEventSink Sink => _sink;

    protected override ForgeEvent Wanted { get; } = new() { Id = "e-1", Type = "forge.git.push", Subject = "shop", Data = "{}" };

    protected override Task<int> CountEffectsAsync() => Task.FromResult(_sink.Accepted.Count(e => e.Id == Wanted.Id));

    [Fact]
    public async Task Handle_HandlingThrows_IsNotAccepted()
    {
        _sink.Handling = _ => throw new IOException("no");

        var handle = () => _sink.HandleAsync(Wanted, TestContext.Current.CancellationToken);

        await handle.Should().ThrowAsync<IOException>();
        _sink.Accepted.Should().BeEmpty();
    }
}
