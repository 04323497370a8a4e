using Forge.Conformance;
using Forge.Deploy.Local;

namespace Forge.Deploy.Tests.Local;

public sealed class LocalDeployTargetConformanceTests : DeployTargetConformanceTests
{
    protected override IDeployTarget Target { get; } = new LocalDeployTarget("here", new LocalDeployTargetOptions(), TimeProvider.System);
}
