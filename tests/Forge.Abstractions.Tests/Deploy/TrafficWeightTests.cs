using Forge.Deploy;

namespace Forge.Abstractions.Tests.Deploy;

public sealed class TrafficWeightTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(25)]
    [InlineData(100)]
    public void FromPercent_InRange_KeepsIt(int percent)
    {
        TrafficWeight.FromPercent(percent).Percent.Should().Be(percent);
        TrafficWeight.FromPercent(percent).ToString().Should().Be($"{percent} %");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void FromPercent_OutOfRange_IsRefused(int percent) =>
        ((Action)(() => TrafficWeight.FromPercent(percent))).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void NoneAndAll_Always_AreTheEnds()
    {
        TrafficWeight.None.Should().Be(default(TrafficWeight)).And.Be(TrafficWeight.FromPercent(0));
        TrafficWeight.All.Should().Be(TrafficWeight.FromPercent(100));
    }

    [Theory]
    [InlineData(10, 20)]
    [InlineData(20, 20)]
    [InlineData(20, 10)]
    public void Comparisons_OfTwo_AgreeWithTheirPercents(int left, int right)
    {
        var (one, other) = (TrafficWeight.FromPercent(left), TrafficWeight.FromPercent(right));

        (one < other).Should().Be(left < right);
        (one <= other).Should().Be(left <= right);
        (one > other).Should().Be(left > right);
        (one >= other).Should().Be(left >= right);
        one.CompareTo(other).Should().Be(left.CompareTo(right));
    }
}
