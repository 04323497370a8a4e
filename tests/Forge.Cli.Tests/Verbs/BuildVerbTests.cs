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
    public async Task Build_Batch_RunsEveryBuildAndListsThem()
    {
        _directory.Write("shop/buildspec.yml", "version: 0.2\nbatch:\n  build-list:\n    - {identifier: one, env: {variables: {N: '1'}}}\n    - {identifier: two, env: {variables: {N: '2'}}}\nphases: {build: {commands: [echo $N > page.txt]}}\nartifacts: {files: [page.txt]}\n");

        var run = await CliRun.OfAsync("build", "--batch", "--source", _directory.Combine("shop"), "--artifacts", _directory.Combine("out"), "--json");

        run.ExitCode.Should().Be(0, run.Error);
        run.Error.Should().Contain("has 2 builds").And.Contain("[one] SUCCEEDED").And.Contain("[two] SUCCEEDED").And.Contain("Batch SUCCEEDED");
        var groups = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("groups").EnumerateArray().ToList();
        groups.Select(group => group.GetProperty("identifier").GetString()).Should().Equal("one", "two");
        groups.Should().AllSatisfy(group => File.Exists(group.GetProperty("artifact").GetString()).Should().BeTrue());
    }

    [Theory]
    [InlineData("{build-graph: [{identifier: one}, {identifier: two, depend-on: [one]}]}", "[two] will not run")]
    [InlineData("{build-list: [{identifier: a-b}]}", "BATCH_SPEC_VALIDATION_ERROR")]
    public async Task Build_BatchThatFails_ExitsWithOneAndSaysWhy(string batch, string expected)
    {
        _directory.Write("shop/buildspec.yml", $"version: 0.2\nbatch: {batch}\nphases: {{build: {{commands: [exit 3]}}}}\n");

        var run = await CliRun.OfAsync("build", "--batch", "--source", _directory.Combine("shop"));

        run.ExitCode.Should().Be(1, run.Error);
        run.Error.Should().Contain(expected).And.Contain("Batch FAILED");
    }

    [Fact]
    public async Task Build_Debug_WaitsAtABreakpointForEnter()
    {
        _directory.Write("shop/buildspec.yml", "version: 0.2\nphases: {build: {commands: [codebuild-breakpoint, echo gone on]}}\n");
        var before = Console.In;
        Console.SetIn(new StringReader("\n"));
        try
        {
            var run = await CliRun.OfAsync("build", "--debug", "--source", _directory.Combine("shop"));

            run.ExitCode.Should().Be(0, run.Error);
            run.Error.Should().MatchRegex("(?s)Paused at a breakpoint.*Press Enter to go on.*gone on.*Build SUCCEEDED");
        }
        finally
        {
            Console.SetIn(before);
        }
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
