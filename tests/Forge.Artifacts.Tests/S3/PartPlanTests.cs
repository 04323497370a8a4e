using Forge.Artifacts.S3;

namespace Forge.Artifacts.Tests.S3;

public sealed class PartPlanTests
{
    private const int MiB = 1024 * 1024;

    [Theory]
    [InlineData(0L, 5 * MiB)]
    [InlineData(50_000L * MiB, 5 * MiB)]
    [InlineData(50_000L * MiB + 1, 5 * MiB + 1)]
    [InlineData(5_000_000L * MiB, 500 * MiB)]
    public void For_KnownSize_HasAtMostTenThousandParts(long size, int partSize) => PartPlan.For(size, 5 * MiB).PartSize.Should().Be(partSize);

    [Fact]
    public void LengthOf_NoKnownSize_GrowsBeforeTheNumbersRunOut()
    {
        var plan = PartPlan.For(null, 5 * MiB);

        plan.LengthOf(1).Should().Be(5 * MiB);
        plan.LengthOf(2_000).Should().Be(5 * MiB);
        plan.LengthOf(2_001).Should().Be(10 * MiB);
        plan.LengthOf(10_000).Should().Be(80 * MiB);
        Enumerable.Range(1, 10_000).Sum(number => (long)plan.LengthOf(number)).Should().BeGreaterThan(300_000L * MiB);
    }
}
