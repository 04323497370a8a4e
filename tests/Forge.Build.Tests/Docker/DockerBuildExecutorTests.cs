using Forge.Build.Docker;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Forge.Build.Tests.Docker;

public sealed class DockerBuildExecutorTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task OpenAsync_EngineIsNotRunning_SaysWhatToDo()
    {
        using var executor = Create();

        var opening = () => executor.OpenAsync(
            new BuildEnvironmentSpec { BuildId = "b-1", Project = "shop", Image = ImageReference.Parse("debian:12") }, TestContext.Current.CancellationToken);

        var failure = (await opening.Should().ThrowAsync<BuildExecutorException>()).Which;
        failure.Message.Should().Contain("docker.sock").And.Contain("Is Docker running");
        failure.IsTransient.Should().BeTrue();
        Directory.Exists(_directory.Combine("work", "b-1")).Should().BeFalse();
    }

    [Fact]
    public async Task OpenAsync_NoImage_SaysWhatToDo()
    {
        using var executor = Create();

        var opening = () => executor.OpenAsync(new BuildEnvironmentSpec { BuildId = "b-1", Project = "shop" }, TestContext.Current.CancellationToken);

        (await opening.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain("DefaultImage");
    }

    [Fact]
    public async Task OpenAsync_PrivilegedWithoutPermission_NamesProjectAndOption()
    {
        using var executor = Create();

        var opening = () => executor.OpenAsync(
            new BuildEnvironmentSpec { BuildId = "b-1", Project = "shop", Image = ImageReference.Parse("debian:12"), IsPrivileged = true }, TestContext.Current.CancellationToken);

        (await opening.Should().ThrowAsync<BuildExecutorException>()).Which.Message.Should().Contain("'shop'").And.Contain("PrivilegedProjects");
    }

    [Theory]
    [InlineData("20.10.24+dfsg1", "1.1.5+ds1", true)]
    [InlineData("29.3.1", "1.2.8", false)]
    [InlineData("29.3.1", "1.2.7", true)]
    [InlineData("29.3.0", "1.3.3", true)]
    [InlineData("29.3.1", "1.3.2", true)]
    [InlineData("30.0.0", "1.4.0", false)]
    [InlineData("unknown", "?", false)]
    public void EngineVersion_IsOld_BelowTheFixedVersions(string engine, string runc, bool isOld) => EngineVersion.IsOld(engine, runc).Should().Be(isOld);

    [Theory]
    [InlineData("debian; rm -rf /")]
    [InlineData("--privileged")]
    [InlineData("debian --privileged")]
    [InlineData("$(id)")]
    [InlineData("debian:12@sha256:short")]
    [InlineData("Debian")]
    [InlineData("debian:")]
    [InlineData("debian\n:12")]
    [InlineData("")]
    public void ImageReference_Hostile_IsNone(string text) => ImageReference.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("registry.example:5000", "registry.example:5000/team/app:1", true)]
    [InlineData("registry.example:5000/team", "registry.example:5000/team/app:1", true)]
    [InlineData("registry.example:5000/team", "registry.example:5000/teamster/app:1", false)]
    [InlineData("registry.example", "registry.example.evil/app", false)]
    public void RegistryCredential_IsFor_WholePartsOfTheName(string registry, string image, bool isFor) =>
        new RegistryCredentialOptions { Registry = registry }.IsFor(ImageReference.Parse(image)).Should().Be(isFor);

    private DockerBuildExecutor Create() => new(
        Options.Create(new DockerBuildExecutorOptions { Endpoint = new Uri($"unix://{_directory.Path}/docker.sock"), WorkDirectory = _directory.Combine("work") }),
        TimeProvider.System,
        NullLogger<DockerBuildExecutor>.Instance);
}
