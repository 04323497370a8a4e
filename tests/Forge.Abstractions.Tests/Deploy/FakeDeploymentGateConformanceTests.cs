using Forge.Conformance;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Abstractions.Tests.Deploy;

public sealed class FakeDeploymentGateConformanceTests : DeploymentGateConformanceTests
{
    private readonly FakeDeploymentGate _gate = new();

    protected override IDeploymentGate Gate => _gate;

    protected override Task BecomeAsync(DeploymentGateAnswer answer)
    {
        _gate.Answer = answer;
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _gate.Failure = new DeploymentGateException("nobody is there", _gate.Name);
        return Task.CompletedTask;
    }
}
