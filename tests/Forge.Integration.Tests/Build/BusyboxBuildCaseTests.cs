using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>The cases of the reference in containers of nothing but busybox.</summary>
public sealed class BusyboxBuildCaseTests(DockerDaemon daemon) : DockerBuildCaseTests(daemon)
{
    protected override ImageReference? Image => ImageReference.Parse(DockerDaemon.BusyboxImage);
}
