using Forge.Conformance;
using Forge.Deploy;

namespace Forge.Integration.Tests.Extending;

public sealed class ContainerDeployTargetConformanceTests(RunningContainer container)
    : DeployTargetConformanceTests, IClassFixture<RunningContainer>
{
    protected override IDeployTarget Target { get; } = new ContainerDeployTarget("web-1", container.Engine, container.Id);
}
