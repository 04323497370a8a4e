using Forge.Build;
using Forge.Build.Conformance;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

/// <summary>The cases of the reference in containers with dash, bash and coreutils.</summary>
public class DockerBuildCaseTests(DockerDaemon daemon) : BuildCaseTests
{
    protected override string Executor => "docker";

    protected override ImageReference? Image => ImageReference.Parse(DockerDaemon.BuildImage);

    protected override ImageReference? ImageWithUser => ImageReference.Parse(DockerDaemon.UserImage);

    protected override void AddExecutor(IForgeBuilder forge, string directory) => forge.AddDockerBuildExecutor(docker =>
    {
        docker.Endpoint = daemon.Endpoint;
        docker.WorkDirectory = directory;
        docker.Network = "none";
    });
}
