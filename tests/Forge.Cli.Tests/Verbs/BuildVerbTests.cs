using System.Text.Json;
using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class BuildVerbTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task Build_GoodSource_WritesTheArtifactAndAReport()
    {
        _directory.Write("shop/buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n      - echo $GREETING > page.txt\nartifacts:\n  files: [page.txt]\n");

        var run = await CliRun.OfAsync("build", "--source", _directory.Combine("shop"), "--env", "GREETING=hello", "--artifacts", _directory.Combine("out"), "--json");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("Entering phase BUILD").And.Contain("Build SUCCEEDED");
        var report = JsonDocument.Parse(run.LastLine).RootElement;
        report.GetProperty("status").GetString().Should().Be("Succeeded");
        File.Exists(report.GetProperty("artifact").GetString()).Should().BeTrue();
        _directory.Combine("shop", "page.txt").Should().Match(path => !File.Exists(path), "a build works on a copy");
    }

    [Theory]
    [InlineData("version: 0.2\nphases:\n  build:\n    commands:\n      - exit 3\n", "exit status 3")]
    [InlineData("version: 0.3\n", "YAML_FILE_ERROR")]
    public async Task Build_FailsByTheUsersFault_ExitsWithOneAndSaysWhy(string buildspec, string expected)
    {
        _directory.Write("shop/buildspec.yml", buildspec);

        var run = await CliRun.OfAsync("build", "--source", _directory.Combine("shop"));

        run.ExitCode.Should().Be(1, run.Error);
        run.Error.Should().Contain(expected);
    }

    [Fact]
    public async Task Build_NoDockerEngine_ExitsWithThreeAndNamesTheEngine()
    {
        _directory.Write("shop/buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands: [true]\n");

        var run = await CliRun.OfAsync("build", "--source", _directory.Combine("shop"), "--executor", "docker", "--image", "shop:1", "--docker", "unix:///nowhere/docker.sock");

        run.ExitCode.Should().Be(3);
        run.Error.Should().Contain("/nowhere/docker.sock");
    }

    public void Dispose() => _directory.Dispose();
}
