namespace Forge.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--sourc .", "--source, --buildspec, --executor")]
    [InlineData("--source . --executor podman", "'process'")]
    [InlineData("--source /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("", "--source")]
    public async Task Build_WrongOptions_ExitWithTwoAndSayWhatIsAllowed(string options, string expected)
    {
        var run = await CliRun.OfAsync(["build", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected).And.Contain("forge build --help");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Root_UnknownVerb_ListsTheVerbs()
    {
        var run = await CliRun.OfAsync("biuld");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("biuld").And.Contain("build, deploy, deployments, push, verify, artifacts, serve, agent, git, validate, timeline");
    }

    [Fact]
    public async Task Serve_NeitherConfigNorRoot_SaysThatOneIsNeeded()
    {
        var run = await CliRun.OfAsync("serve");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("Give --config forge.json or --root DIR");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("build --help")]
    [InlineData("git repo --help")]
    public async Task Help_AnyVerb_SucceedsOnStandardOutput(string args)
    {
        var run = await CliRun.OfAsync(args.Split(' '));

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Usage:");
    }
}
