using Forge.Conformance;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Deploy;

public sealed class FakeDeployTargetConformanceTests : DeployTargetConformanceTests
{
    protected override IDeployTarget Target { get; } = new FakeDeployTarget();
}
