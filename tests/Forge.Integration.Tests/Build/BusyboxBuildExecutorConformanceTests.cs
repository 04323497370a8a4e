using Forge.Build;
using Forge.Conformance;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>The executor on an image of nothing but busybox.</summary>
public sealed class BusyboxBuildExecutorConformanceTests(DockerDaemon daemon) : BuildExecutorConformanceTests, IDisposable
{
    private readonly DockerBuildHost _host = new(daemon);

    protected override IBuildExecutor Executor => _host.Executor;

    protected override IBuildExecutor LaterExecutor => _host.LaterExecutor;

    protected override ImageReference? Image => ImageReference.Parse(DockerDaemon.BusyboxImage);

    public void Dispose() => _host.Dispose();
}
