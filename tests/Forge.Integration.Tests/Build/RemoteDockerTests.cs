using Forge.Build;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class RemoteDockerTests(RemoteDockerDaemon daemon) : IClassFixture<RemoteDockerDaemon>
{
    public static TheoryData<string> Images => [DockerDaemon.BuildImage, DockerDaemon.BusyboxImage];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Images))]
    public async Task RunAsync_WholeBuild_ComesBackWithLogAndArtifact(string image)
    {
        using var host = new DockerBuildHost(daemon, docker => (docker.Endpoint, docker.CertificateDirectory) = (daemon.RemoteEndpoint, daemon.CertificateDirectory));

        var result = await host.RunAsync(
            """
            phases:
              pre_build: {commands: [X=1, 'mkfifo pipe; ln -s /etc/passwd away']}
              build: {commands: ['echo a$X; mkdir out; echo made >out/a.txt; chmod u+s out/a.txt', 'seq 1 20000 | tail -n 1']}
            artifacts: {files: ['**/*'], base-directory: out, name: out.zip}
            """,
            request => request with { Image = ImageReference.Parse(image) });

        result.Status.Should().Be(BuildStatus.Succeeded);
        host.Output.Should().Equal("a1", "20000");
        result.Artifact!.Size.Should().BePositive();
    }

    [Fact]
    public async Task OpenAsync_WithoutCertificate_IsNotLetIn()
    {
        using var host = new DockerBuildHost(daemon, docker => docker.Endpoint = daemon.RemoteEndpoint);

        var opening = () => host.Executor.OpenAsync(new BuildEnvironmentSpec { BuildId = "remote-2", Project = "shop" }, Cancel);

        (await opening.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain(daemon.RemoteEndpoint.Authority);
    }

    [Fact]
    public async Task OpenAsync_EngineOfAnotherAuthority_IsNotTrusted()
    {
        using var directory = new TempDirectory();
        await using var other = new RemoteDockerDaemon();
        File.Copy(Path.Combine(other.CertificateDirectory, "ca.pem"), directory.Combine("ca.pem"));
        File.Copy(Path.Combine(daemon.CertificateDirectory, "cert.pem"), directory.Combine("cert.pem"));
        File.Copy(Path.Combine(daemon.CertificateDirectory, "key.pem"), directory.Combine("key.pem"));
        using var host = new DockerBuildHost(daemon, docker => (docker.Endpoint, docker.CertificateDirectory) = (daemon.RemoteEndpoint, directory.Path));

        var opening = () => host.Executor.OpenAsync(new BuildEnvironmentSpec { BuildId = "remote-3", Project = "shop" }, Cancel);

        (await opening.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain("certificate");
    }
}
