using Forge.Deploy.Driving;

namespace Forge.Deploy.Tests.Driving;

public sealed class ConnectionRetryTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 8)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(100, 60)]
    public void BackOff_Attempt_DoublesUpToAMinute(int attempt, int seconds) =>
        new ConnectionRetry(100, TimeSpan.FromSeconds(1)).BackOff(attempt).Should().Be(TimeSpan.FromSeconds(seconds));
}
