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

    private DockerBuildExecutor Create() => new(
        Options.Create(new DockerBuildExecutorOptions { Endpoint = new Uri($"unix://{_directory.Path}/docker.sock"), WorkDirectory = _directory.Combine("work") }),
        TimeProvider.System,
        NullLogger<DockerBuildExecutor>.Instance);
}
