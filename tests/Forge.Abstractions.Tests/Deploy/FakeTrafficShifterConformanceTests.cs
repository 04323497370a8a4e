using Forge.Conformance;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Deploy;

public sealed class FakeTrafficShifterConformanceTests : TrafficShifterConformanceTests
{
    public FakeTrafficShifterConformanceTests() => Shifter = new FakeTrafficShifter().Know(Route).Know(OtherRoute);

    protected override ITrafficShifter Shifter { get; }

    protected override TrafficRoute Route { get; } = new() { Service = "shop", Stable = "v1", Candidate = "v2" };

    protected override TrafficRoute OtherRoute { get; } = new() { Service = "search", Stable = "v1", Candidate = "v2" };
}
