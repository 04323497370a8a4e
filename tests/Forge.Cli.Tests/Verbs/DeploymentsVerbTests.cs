using Forge.Testing;

namespace Forge.Cli.Tests.Verbs;

public sealed class DeploymentsVerbTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _config;

    public DeploymentsVerbTests()
    {
        _directory.WriteScript("revision/after.sh", "#!/bin/sh\necho installed\n");
        _directory.Write("revision/appspec.yml", "version: 0.0\nos: linux\nhooks:\n  AfterInstall:\n    - location: after.sh\n");
        _config = _directory.Write(
            "forge.json",
            $$"""
            { "root": "{{_directory.Combine("root")}}", "targets": [ { "name": "here", "stateDirectory": "{{_directory.Combine("state")}}" } ],
              "groups": [ { "name": "web", "application": "shop", "targets": ["here"] } ] }
            """);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ListShowLog_AfterADeployment_TellWhatHappened()
    {
        var deployed = await DeployAsync();
        deployed.ExitCode.Should().Be(0, deployed.Error);

        var listed = await RunAsync("list", "--group", "web", "--status", "Succeeded");
        var id = listed.Output.Split(' ')[0];
        var shown = await RunAsync("show", id);
        var log = await RunAsync("log", id, "--target", "here");

        listed.Output.Should().MatchRegex("^d-[A-Z0-9]{9} .* web Succeeded user ");
        shown.Output.Should().ContainAll($"{id}: ", "here         Succeeded", "AfterInstall       Succeeded");
        log.Output.Should().Contain("[stdout]installed");
        (await RunAsync("list", "--status", "Failed")).Output.Should().BeEmpty();
    }

    [Fact]
    public async Task LockUnlock_KeepsDeploymentsFromBeginning()
    {
        (await RunAsync("lock", "web", "--by", "ann", "--reason", "the database moves")).ExitCode.Should().Be(0);

        var refused = await DeployAsync();
        var foreign = await RunAsync("unlock", "web", "--by", "bob");
        var forced = await RunAsync("unlock", "web", "--by", "bob", "--force");

        (refused.ExitCode, foreign.ExitCode, forced.ExitCode).Should().Be((2, 2, 0));
        refused.Error.Should().ContainAll("'ann'", "the database moves");
        forced.Error.Should().Contain("The lock of ann is gone");
        (await DeployAsync()).ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("show", "d-0")]
    [InlineData("stop", "d-0")]
    [InlineData("approve", "d-0/release")]
    [InlineData("reject", "d-0/release", "--reason", "why")]
    [InlineData("log", "d-0", "--target", "here")]
    [InlineData("lock", "wb", "--reason", "why")]
    public async Task AnyVerb_NoSuchThing_ExitsWithTwoAndSaysSo(params string[] args)
    {
        await DeployAsync();

        var run = await RunAsync(args);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("There is no");
    }

    private Task<CliRun> DeployAsync() => CliRun.OfAsync("deploy", "--config", _config, "--group", "web", "--revision", _directory.Combine("revision"));

    private Task<CliRun> RunAsync(params string[] args) => CliRun.OfAsync(["deployments", .. args, "--config", _config]);
}
