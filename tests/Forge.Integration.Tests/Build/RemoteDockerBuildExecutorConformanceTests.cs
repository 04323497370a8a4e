using Forge.Build;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>The executor on an engine that is reached by TLS.</summary>
public sealed class RemoteDockerBuildExecutorConformanceTests(RemoteDockerDaemon daemon) : BuildExecutorConformanceTests, IClassFixture<RemoteDockerDaemon>, IDisposable
{
    private readonly DockerBuildHost _host = new(daemon, docker =>
    {
        docker.Endpoint = daemon.RemoteEndpoint;
        docker.CertificateDirectory = daemon.CertificateDirectory;
    });

    protected override IBuildExecutor Executor => _host.Executor;

    protected override IBuildExecutor LaterExecutor => _host.LaterExecutor;

    protected override ImageReference? Image => ImageReference.Parse(DockerDaemon.BuildImage);

    public void Dispose() => _host.Dispose();
}
