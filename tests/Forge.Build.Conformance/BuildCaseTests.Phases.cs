using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>Phases, commands and what follows what.</content>
public abstract partial class BuildCaseTests
{
    [Fact]
    public async Task C01_OneCommand_EntersAllPhasesInOrderAndSucceeds()
    {
        var result = await RunAsync("phases: {build: {commands: [echo hi]}}");

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
        result.Phases.Select(phase => phase.Phase).Should().Equal(Enum.GetValues<BuildPhase>());
        result.Phases.SkipLast(1).Should().OnlyContain(phase => phase.Status == BuildStatus.Succeeded && phase.StatusCode == "" && phase.Message == "" && phase.EndedAt >= phase.StartedAt);
        result.Phases[^1].Should().BeEquivalentTo(new { Phase = BuildPhase.Completed, Status = (BuildStatus?)null, EndedAt = (DateTimeOffset?)null });
        Host.Log.Output.Should().Equal("hi");
    }

    [Fact]
    public async Task C02_FailingCommand_EndsItsPhase()
    {
        var result = await RunAsync("phases: {build: {commands: ['false', echo no]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.Build).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "COMMAND_EXECUTION_ERROR", Message = "Error while executing command: false. Reason: exit status 1" });
        Host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task C03_FailedBuild_StillRunsPostBuild()
    {
        var result = await RunAsync("phases: {build: {commands: ['false']}, post_build: {commands: [echo $CODEBUILD_BUILD_SUCCEEDING]}}");

        Host.Log.Output.Should().Equal("0");
        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.PostBuild).Status.Should().Be(BuildStatus.Succeeded);
    }

    [Fact]
    public async Task C04_InstallFails_EndsTheBuild()
    {
        var result = await RunAsync("phases: {install: {commands: [exit 3]}, build: {commands: [echo x]}, post_build: {commands: [echo y]}}");

        Host.Log.Output.Should().BeEmpty();
        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.Install).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "COMMAND_EXECUTION_ERROR", Message = "Error while executing command: exit 3. Reason: exit status 3" });
        result.Phases.Select(entered => entered.Phase).Should().EndWith([BuildPhase.Install, BuildPhase.Finalizing, BuildPhase.Completed]);
    }

    [Fact]
    public async Task C05_PreBuildFails_BuildsAndStoresNothing()
    {
        var result = await RunAsync("phases: {pre_build: {commands: ['false']}, build: {commands: [echo x]}}\nartifacts: {files: [a.txt]}");

        Host.Log.Output.Should().BeEmpty();
        result.Phases.Select(entered => entered.Phase).Should().EndWith([BuildPhase.PreBuild, BuildPhase.Finalizing, BuildPhase.Completed]);
        result.Artifacts.Should().BeEmpty();
    }

    [Theory]
    [InlineData("commands: ['false'], finally: [echo f]", "f")]
    [InlineData("commands: [echo c], finally: ['false']", "c")]
    public async Task C08_Finally_RunsInAnyCaseAndCanFailThePhase(string build, string output)
    {
        var result = await RunAsync($"phases: {{build: {{{build}}}}}");

        Host.Log.Output.Should().Equal(output);
        Phase(result, BuildPhase.Build).Status.Should().Be(BuildStatus.Failed);
    }

    [Fact]
    public async Task C10_FinallyOfAFailedInstall_RunsAndTheBuildEnds()
    {
        var result = await RunAsync("phases: {install: {commands: ['false'], finally: [echo f]}, build: {commands: [echo b]}}");

        Host.Log.Output.Should().Equal("f");
        result.Phases.Select(entered => entered.Phase).Should().NotContain(BuildPhase.PreBuild);
    }

    [Fact]
    public async Task C11_Continue_GoesOnAndTheBuildFails()
    {
        var result = await RunAsync("phases: {install: {on-failure: CONTINUE, commands: ['false']}, build: {commands: ['echo b $CODEBUILD_BUILD_SUCCEEDING']}}");

        Host.Log.Output.Should().Equal("b 0");
        Phase(result, BuildPhase.Build).Status.Should().Be(BuildStatus.Succeeded);
        result.Status.Should().Be(BuildStatus.Failed);
    }

    [Theory]
    [InlineData("RETRY-101")]
    [InlineData("SOMETIMES")]
    public async Task C14_BadOnFailure_IsRefusedBeforeAnything(string onFailure)
    {
        var result = await RunAsync($"phases: {{build: {{on-failure: {onFailure}, commands: [echo x]}}}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR" });
        Phase(result, BuildPhase.DownloadSource).Message.Should().Contain(onFailure);
        Host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task C15_Directory_CrossesCommands()
    {
        var result = await RunAsync("phases: {build: {commands: [cd d, cat b.txt]}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        Host.Log.Output.Should().Equal("beta");
    }

    [Fact]
    public async Task C16_FirstVersion_HasAFreshShellForEachCommand()
    {
        var result = await Host.RunAsync("version: 0.1\nphases: {build: {commands: [cd d, cat b.txt]}}");

        result.Status.Should().Be(BuildStatus.Failed);
        Phase(result, BuildPhase.Build).Message.Should().StartWith("Error while executing command: cat b.txt.");
    }

    [Fact]
    public async Task C17_PlainVariable_CrossesPhases()
    {
        var result = await RunAsync("phases: {pre_build: {commands: [X=1]}, build: {commands: ['test \"$X\" = 1']}}");

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
    }

    [Fact]
    public async Task C21_Block_HasTheStatusOfItsLastLine()
    {
        var result = await RunAsync("phases:\n  build:\n    commands:\n      - |\n        false\n        echo ok");

        result.Status.Should().Be(BuildStatus.Succeeded);
        Host.Log.Output[^1].Should().Be("ok");
    }

    [Fact]
    public async Task C22_Exit_EndsItsCommandOnly()
    {
        var result = await RunAsync("phases: {build: {commands: [cd d, X=1, exit 0, 'echo next $X; cat b.txt']}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        Host.Log.Output.Should().Equal("next 1", "beta");
    }
}
