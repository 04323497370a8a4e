using Forge.Conformance;
using Forge.Deploy;
using Forge.Testing;

namespace Forge.Integration.Tests.Deploy;

/// <summary>SSH against a real sshd, through the public registration.</summary>
public sealed class SshDeployTargetConformanceTests(OpenSshServer server) : DeployTargetConformanceTests, IClassFixture<OpenSshServer>, IDisposable
{
    private readonly SshTargets _targets = new(server);

    protected override IDeployTarget Target => _targets.Pinned;

    public void Dispose() => _targets.Dispose();
}
