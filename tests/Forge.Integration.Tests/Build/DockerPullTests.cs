using Forge.Build;
using Forge.Build.Docker;
using Forge.Testing;

namespace Forge.Integration.Tests.Build;

public sealed class DockerPullTests : IDisposable
{
    private const string Password = "canary-31b7c9d2";

    private readonly FakeRegistry _registry = new(Password);
    private readonly FakeSecretStore _secrets = new();
    private readonly DockerBuildHost _host;

    public DockerPullTests(DockerDaemon daemon)
    {
        _secrets.Add("registry-password", Password);
        _secrets.Add("old-password", "no longer");
        _host = new DockerBuildHost(
            daemon,
            docker =>
            {
                docker.PullPolicy = ImagePullPolicy.Missing;
                docker.RegistryCredentials.Add(new RegistryCredentialOptions { Registry = _registry.Name, UserName = FakeRegistry.User, SecretId = "registry-password" });
                docker.RegistryCredentials.Add(new RegistryCredentialOptions { Registry = $"{_registry.Image}/old", UserName = FakeRegistry.User, SecretId = "old-password" });
                docker.RegistryCredentials.Add(new RegistryCredentialOptions { Registry = $"{_registry.Image}/lost", UserName = FakeRegistry.User, SecretId = "no-such-secret" });
            },
            _secrets);
    }

    public void Dispose()
    {
        _host.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task RunAsync_PrivateImage_IsFetchedWithThePasswordFromTheSecretStore()
    {
        var result = await RunAsync($"{_registry.Image}:1");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _host.Output.Should().Equal($"{_registry.Image}:1");
        _registry.Asked.Should().Contain("/v2/team/busybox/manifests/1");
        _secrets.Asked.Select(reference => reference.Id).Should().Equal("registry-password");
    }

    [Fact]
    public async Task RunAsync_DigestBesideATag_IsWhatCounts()
    {
        var result = await RunAsync($"{_registry.Image}:moved@{_registry.Digest}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        _registry.Asked.Should().Contain($"/v2/team/busybox/manifests/{_registry.Digest}").And.NotContain("/v2/team/busybox/manifests/moved");
    }

    [Theory]
    [InlineData(":2")]
    [InlineData("@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("/old:1")]
    public async Task RunAsync_ImageCannotBeFetched_FailsProvisioning(string image)
    {
        var result = await RunAsync(_registry.Image + image);

        result.Status.Should().Be(BuildStatus.Failed);
        var phase = result.Phases.Single(phase => phase.Phase is BuildPhase.Provisioning);
        phase.Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE" });
        phase.Message.Should().Contain($"'{_registry.Image}{image}' cannot be fetched").And.NotContain(Password);
    }

    [Fact]
    public async Task RunAsync_PasswordIsNotInTheSecretStore_SaysWhichOne()
    {
        var result = await RunAsync($"{_registry.Image}/lost:1");

        result.Status.Should().NotBe(BuildStatus.Succeeded);
        result.Phases.Should().Contain(phase => phase.Message.Contains("'no-such-secret'", StringComparison.Ordinal));
    }

    private Task<BuildResult> RunAsync(string image) =>
        _host.RunAsync("phases: {build: {commands: ['echo $CODEBUILD_BUILD_IMAGE']}}", request => request with { Image = ImageReference.Parse(image) });
}
