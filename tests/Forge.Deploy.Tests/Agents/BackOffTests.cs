using Forge.Deploy.Agents.Polling;

namespace Forge.Deploy.Tests.Agents;

public sealed class BackOffTests
{
    // The shape of the reference: 9 seconds, doubled, at most 90.
    private readonly BackOff _reference = new(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(90));

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 18)]
    [InlineData(3, 36)]
    [InlineData(4, 72)]
    [InlineData(5, 90)]
    [InlineData(1000000, 90)]
    public void After_Failures_DoublesUpToTheLimit(int failures, int seconds)
    {
        _reference.After(failures, chance: 1).Should().Be(TimeSpan.FromSeconds(seconds));
        _reference.After(failures, chance: 0).Should().Be(TimeSpan.FromSeconds(seconds / 2.0));
    }
}
