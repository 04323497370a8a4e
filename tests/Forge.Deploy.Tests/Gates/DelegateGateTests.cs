using Forge.Conformance;
using Forge.Deploy.Gates;

namespace Forge.Deploy.Tests.Gates;

public sealed class DelegateGateTests : DeploymentGateConformanceTests
{
    private Func<DeploymentGateAnswer> _answer = () => new DeploymentGateAnswer { Verdict = DeploymentGateVerdict.Approved };

    protected override IDeploymentGate Gate => new DelegateGate("calendar", (_, _) => Task.FromResult(_answer()));

    protected override Task BecomeAsync(DeploymentGateAnswer answer)
    {
        _answer = () => answer;
        return Task.CompletedTask;
    }

    protected override Task BreakAsync()
    {
        _answer = () => throw new InvalidOperationException("no calendar");
        return Task.CompletedTask;
    }
}
