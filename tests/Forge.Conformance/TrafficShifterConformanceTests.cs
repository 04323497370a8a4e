using FluentAssertions;
using Forge.Deploy;
using Xunit;

namespace Forge.Conformance;

/// <summary>What every <see cref="ITrafficShifter"/> owes its callers. Each implementation derives one class.</summary>
public abstract class TrafficShifterConformanceTests
{
    /// <summary>Gets a token that ends with the test.</summary>
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Gets the shifter under test.</summary>
    protected abstract ITrafficShifter Shifter { get; }

    /// <summary>Gets a route that the router knows, with stable taking every request and nothing in flight.</summary>
    protected abstract TrafficRoute Route { get; }

    /// <summary>Gets another service's route that the router knows.</summary>
    protected abstract TrafficRoute OtherRoute { get; }

    [Fact]
    public void Name_Always_IsNotEmpty() => Shifter.Name.Should().NotBeEmpty();

    [Fact]
    public async Task GetCandidateWeightAsync_NothingWasSet_IsNone() =>
        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Should().Be(TrafficWeight.None);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(99)]
    [InlineData(100)]
    public async Task SetCandidateWeightAsync_ThenGet_ReadsItBack(int percent)
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(percent), 1, Cancel);

        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Percent.Should().Be(percent);
    }

    [Fact]
    public async Task SetCandidateWeightAsync_SameWeightAgain_ChangesNothing()
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(10), 1, Cancel);
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(10), 1, Cancel);

        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Percent.Should().Be(10);
    }

    [Fact]
    public async Task SetCandidateWeightAsync_BackToNone_GivesTrafficBackToStable()
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.All, 1, Cancel);
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.None, 1, Cancel);

        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Should().Be(TrafficWeight.None);
    }

    [Fact]
    public async Task SetCandidateWeightAsync_OneService_LeavesAnotherAlone()
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(70), 5, Cancel);
        await Shifter.SetCandidateWeightAsync(OtherRoute, TrafficWeight.FromPercent(20), 1, Cancel);

        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Percent.Should().Be(70);
        (await Shifter.GetCandidateWeightAsync(OtherRoute, Cancel)).Percent.Should().Be(20);
    }

    [Fact]
    public async Task SetCandidateWeightAsync_LowerEpoch_IsRefusedForGoodAndChangesNothing()
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(10), 7, Cancel);

        var late = () => Shifter.SetCandidateWeightAsync(Route, TrafficWeight.All, 6, Cancel);

        (await late.Should().ThrowAsync<TrafficShiftException>()).Where(e => !e.IsTransient && e.Route == Route);
        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Percent.Should().Be(10);
    }

    [Fact]
    public async Task GetCandidateWeightAsync_UnknownRoute_Throws()
    {
        var asking = () => Shifter.GetCandidateWeightAsync(Route with { Service = "no-such-service" }, Cancel);

        await asking.Should().ThrowAsync<TrafficShiftException>();
    }

    [Fact]
    public async Task SetCandidateWeightAsync_UnknownRoute_Throws()
    {
        var setting = () => Shifter.SetCandidateWeightAsync(Route with { Service = "no-such-service" }, TrafficWeight.All, 1, Cancel);

        await setting.Should().ThrowAsync<TrafficShiftException>();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task DrainAsync_NothingInFlight_SaysSo(int percent)
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(percent), 1, Cancel);

        (await Shifter.DrainAsync(Route, TimeSpan.FromSeconds(10), Cancel)).Should().BeTrue();
    }

    [Fact]
    public async Task DrainAsync_BothReleasesTakeRequests_Throws()
    {
        await Shifter.SetCandidateWeightAsync(Route, TrafficWeight.FromPercent(50), 1, Cancel);

        var draining = () => Shifter.DrainAsync(Route, TimeSpan.FromSeconds(10), Cancel);

        await draining.Should().ThrowAsync<TrafficShiftException>();
    }

    [Fact]
    public async Task SetCandidateWeightAsync_CancelledBefore_ThrowsAndChangesNothing()
    {
        var setting = () => Shifter.SetCandidateWeightAsync(Route, TrafficWeight.All, 1, new CancellationToken(canceled: true));

        await setting.Should().ThrowAsync<OperationCanceledException>();
        (await Shifter.GetCandidateWeightAsync(Route, Cancel)).Should().Be(TrafficWeight.None);
    }
}
