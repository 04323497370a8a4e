using Forge.Conformance;
using Forge.Deploy.Local;

namespace Forge.Deploy.Tests.Local;

public sealed class LocalTargetProviderConformanceTests : DeployTargetProviderConformanceTests
{
    protected override IDeployTargetProvider Provider { get; } = new LocalTargetProvider(TimeProvider.System);

    protected override TargetDescription Good { get; } = new() { Name = "here", Kind = "local", Settings = new Dictionary<string, string> { ["destinationRoot"] = "/srv/a" } };

    protected override TargetDescription Bad { get; } = new() { Name = "here", Kind = "local", Settings = new Dictionary<string, string> { ["stateDirectory"] = "a" } };
}
