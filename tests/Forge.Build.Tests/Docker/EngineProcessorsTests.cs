using Forge.Build.Docker;

namespace Forge.Build.Tests.Docker;

public sealed class EngineProcessorsTests
{
    [Theory]
    [InlineData(null, 2)]
    [InlineData(0.5, 2)]
    [InlineData(2.0, 2)]
    [InlineData(8.0, 0)]
    public void Fit_MachineHasEnoughOrDoesNotSay_IsWhatWasAskedFor(double? wanted, long count)
    {
        var limits = new ResourceLimits { Processors = wanted, MemoryBytes = 7 };

        EngineProcessors.Fit(limits, count).Should().BeEquivalentTo((limits, Array.Empty<string>()));
    }

    [Theory]
    [InlineData(8.0, 2, "the build asks for 8 processors and gets 2: the engine's machine has no more")]
    [InlineData(2.5, 2, "the build asks for 2.5 processors and gets 2: the engine's machine has no more")]
    public void Fit_MachineHasFewer_IsWhatItHasAndSaidSo(double wanted, long count, string notice)
    {
        var (limits, notices) = EngineProcessors.Fit(new ResourceLimits { Processors = wanted, MemoryBytes = 7 }, count);

        limits.Should().Be(new ResourceLimits { Processors = count, MemoryBytes = 7 });
        notices.Should().Equal(notice);
    }
}
