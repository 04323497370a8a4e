using FluentAssertions;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="IForgeEventSink"/> owes its callers. Each implementation derives one class.</summary>
public abstract class ForgeEventSinkConformanceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected abstract IForgeEventSink Sink { get; }

    /// <summary>Gets an event that the sink acts upon.</summary>
    protected abstract ForgeEvent Wanted { get; }

    /// <summary>Counts what the sink has done so far for <see cref="Wanted"/>.</summary>
    protected abstract Task<int> CountEffectsAsync();

    [Fact]
    public async Task Handle_Wanted_Acts()
    {
        await Sink.HandleAsync(Wanted, Cancel);

        (await CountEffectsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Handle_Repeat_ActsOnce()
    {
        await Sink.HandleAsync(Wanted, Cancel);
        await Sink.HandleAsync(Wanted, Cancel);

        (await CountEffectsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task Handle_UnknownType_IsAccepted()
    {
        var handle = () => Sink.HandleAsync(Wanted with { Id = "e-unknown", Type = "forge.conformance.unknown", Data = "{}" }, Cancel);

        await handle.Should().NotThrowAsync("every sink is told everything, and one that throws is told again for ever");
    }

    [Fact]
    public async Task Handle_Cancelled_ThrowsAndIsDoneOnTheNextDelivery()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var handle = () => Sink.HandleAsync(Wanted, cancelled.Token);
        await handle.Should().ThrowAsync<OperationCanceledException>();

        await Sink.HandleAsync(Wanted, Cancel);

        (await CountEffectsAsync()).Should().Be(1);
    }
}
