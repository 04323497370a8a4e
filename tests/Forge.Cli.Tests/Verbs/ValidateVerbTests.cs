using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class ValidateVerbTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task Validate_GoodFiles_Succeeds()
    {
        var run = await CliRun.OfAsync("validate", Write("buildspec.yml", "version: 0.2\nphases:\n  build:\n    commands:\n      - make\n"), Write("appspec.yml", "version: 0.0\nos: linux\n"));

        run.ExitCode.Should().Be(0, run.Output);
        run.Error.Should().Contain("2 checked, 0 errors");
    }

    [Fact]
    public async Task Validate_BadFiles_ListsProblemsOfAllOfThem()
    {
        var buildspec = Write("buildspec.yml", "version: 0.3\n");
        var appspec = Write("appspec.yml", "version: 0.1\nos: linus\n");

        var run = await CliRun.OfAsync("validate", buildspec, appspec);

        run.ExitCode.Should().Be(2);
        run.Output.Should().Contain($"{buildspec}(1,").And.Contain($"{appspec}(1,").And.Contain($"{appspec}(2,");
    }

    [Fact]
    public async Task Validate_NoSuchFile_ExitsWithTwo()
    {
        var run = await CliRun.OfAsync("validate", "/nowhere/buildspec.yml");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("/nowhere/buildspec.yml");
    }

    public void Dispose() => _directory.Dispose();

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
