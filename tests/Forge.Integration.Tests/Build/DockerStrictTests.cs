using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerStrictTests(DockerDaemon daemon) : IDisposable
{
    private readonly DockerBuildHost _host = new(daemon, docker => docker.Profile = ContainerProfile.Strict);

    public static TheoryData<string> Images => [DockerDaemon.BuildImage, DockerDaemon.BusyboxImage];

    public void Dispose() => _host.Dispose();

    [Theory]
    [MemberData(nameof(Images))]
    public async Task RunAsync_WholeBuild_ChangesItsSourceAsNobody(string image)
    {
        Directory.CreateDirectory(Path.Combine(_host.Source, "deep"));
        await File.WriteAllTextAsync(Path.Combine(_host.Source, "deep", "a.txt"), "from the host\n", TestContext.Current.CancellationToken);

        var result = await _host.RunAsync(
            """
            phases:
              pre_build: {commands: ['id -u; echo $HOME', 'echo more >>deep/a.txt; chmod 600 deep/a.txt; mv deep/a.txt deep/b.txt; mkdir deep/new']}
              build: {commands: ['cat deep/b.txt', 'touch /etc/x 2>/dev/null || echo read-only', 'grep CapEff /proc/self/status | tr -s "\t" " "']}
            artifacts: {files: ['deep/*'], name: strict.zip}
            """,
            request => request with { Image = ImageReference.Parse(image) });

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Output.Should().Equal("65534", "/tmp", "from the host", "more", "read-only", "CapEff: 0000000000000000");
        result.Artifact!.Size.Should().BePositive();
    }
}
