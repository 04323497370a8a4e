using System.Formats.Tar;
using System.Text;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Running;

public sealed class RunnerFilesTests
{
    private const string Directory = "/codebuild/output";

    [Fact]
    public void PlanText_HoldsTheTableThatTheRunnerFollows()
    {
        var text = RunnerPlan.Text(Plan("env: {shell: bash}\nphases: {build: {on-failure: RETRY-2-it's, commands: [a, b], finally: [c]}}"), Directory);

        text.Split('\n').Should().Contain(
        [
            "output='/codebuild/output/runner/output'", "wanted_shell='bash'", "fresh=''", "expand='yes'", "first='INSTALL'",
            "commands_BUILD='1 2'", "finally_BUILD='3'", "tries_BUILD='3'", @"pattern_BUILD='it'\''s'",
            "success_BUILD='POST_BUILD'", "failure_BUILD='POST_BUILD'", "failure_INSTALL=''", "success_POST_BUILD=''",
        ]);
    }

    [Fact]
    public async Task Pack_HoldsTheProgramsThePlanAndTheCommandsAsWritten()
    {
        using var packed = RunnerFiles.Pack(Plan("phases: {build: {commands: ['echo \"a\"', \"b\\nc\"]}}"), Directory, DateTimeOffset.UnixEpoch);

        var files = new Dictionary<string, string>();
        await using var tar = new TarReader(packed);
        while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            using var content = new StreamReader(entry.DataStream!);
            files[entry.Name] = await content.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        files.Keys.Should().BeEquivalentTo(
            "build-runner.sh", "build-session.sh", "build-cache.sh", "build-globs.sh", "plan", "commands/1", "commands/2", "commands/expand",
            "bin/codebuild-breakpoint", "bin/codebuild-resume", "bin/codebuild-glob-search", "bin/codebuild-hash-files", "bin/codebuild-tests-run", "bin/forge-git-credential");
        files["build-session.sh"].Split("forge_next;").Length.Should().BeGreaterThan(2);
        files["commands/1"].Should().Be("echo \"a\"\n");
        files["commands/2"].Should().Be("b\nc\n");
    }

    [Fact]
    public void EnvironmentText_QuotesEveryValue()
    {
        var plan = Plan("env: {variables: {A: \"it's $HOME\"}}\nphases: {}") with { Secrets = new Dictionary<string, SecretValue> { ["S"] = new("a\nb") } };

        var text = Encoding.UTF8.GetString(RunnerFiles.EnvironmentText(plan, Directory));

        text.Should().Contain("export A='it'\\''s $HOME'\n").And.Contain("export S='a\nb'\n").And.EndWith("PWD='/codebuild/output/src'\n# end of the environment\n");
    }

    [Fact]
    public void ReadExpanded_GivesTheTextsBackOrNothing()
    {
        RunnerFiles.ReadExpanded("a\n\0b\nc\n\0"u8, 2).Should().Equal("a", "b\nc");
        RunnerFiles.ReadExpanded("a\n\0"u8, 2).Should().BeNull();
        RunnerFiles.ReadExpanded([], 2).Should().BeNull();
    }

    private static BuildPlan Plan(string yaml) => BuildPlanner.Plan(
        BuildSpecReader.Read("buildspec.yml", Encoding.UTF8.GetBytes($"version: 0.2\n{yaml}"), out _)!,
        BuildDefinitionPlanner.Plan(new BuildProject { Name = "shop" }, new BuildRequest { Project = "shop" }),
        new BuildFacts { BuildId = "b", Number = 1, StartedAt = DateTimeOffset.UnixEpoch, SourceDirectory = $"{Directory}/src" });
}
