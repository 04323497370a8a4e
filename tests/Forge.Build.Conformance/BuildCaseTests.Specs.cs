using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>How a buildspec is found and read, and the runtimes that it asks for.</content>
public abstract partial class BuildCaseTests
{
    [Fact]
    public async Task C34_NoBuildspec_SaysWhereItWasLookedFor()
    {
        var result = await Host.RunAsync(null);

        var source = Host.Log.Notes.Single(note => note.StartsWith("CODEBUILD_SRC_DIR=", StringComparison.Ordinal)).Split('=')[1];
        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR", Message = $"stat {source}/buildspec.yml: no such file or directory" });
    }

    [Theory]
    [InlineData("phases:\n  build:\n    commands:\n      - echo \"Hello: world\"", "Expected Commands[0] to be of string type: found subkeys instead at line 5")]
    [InlineData("phases:\n  build:\n    commands:\n      - echo ok\n      - echo \"Hello: world\"", "Expected Commands[1] to be of string type: found subkeys instead at line 6")]
    public async Task C35_CommandThatIsAMapping_IsToldByItsLine(string yaml, string message)
    {
        var result = await RunAsync(yaml);

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR" });
        Phase(result, BuildPhase.DownloadSource).Message.Should().Contain(message);
        Host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task C36_Tab_IsToldByItsLine()
    {
        var result = await RunAsync("phases:\n\tbuild:\n\t\tcommands: [echo x]");

        Phase(result, BuildPhase.DownloadSource).StatusCode.Should().Be("YAML_FILE_ERROR");
        Phase(result, BuildPhase.DownloadSource).Message.Should().Contain("cannot start any token at line 3");
    }

    [Fact]
    public async Task C37_UnknownKey_IsALoggedWarning()
    {
        var result = await RunAsync("phases: {build: {commands: ['test -z \"$A\"'], env: {A: 1}}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        Host.Log.Notes.Should().ContainInOrder("Found possible syntax errors in buildspec:", "In the section BUILD", "The following keys cannot be identified:", "env");
    }

    [Fact]
    public async Task C39_InlineJson_Runs()
    {
        await Host.RunAsync(null, request => request with { Buildspec = """{"version": "0.2", "phases": {"build": {"commands": ["cat a.txt"]}}}""" });

        Host.Log.Output.Should().Equal("alpha");
        Host.Log.Notes.Should().Contain("YAML location is /codebuild/readonly/buildspec.yml");
    }

    [Theory]
    [InlineData("nodejs: 10", "Unknown runtime version named '10' of nodejs. This build image has the following versions: 12, 14")]
    [InlineData("android: 29, java: openjdk11", "The runtime versions conflict: 'android' 29 requires 'java' openjdk8, and openjdk11 is selected")]
    public async Task C53_RuntimeThatTheImageLacks_FailsBeforeAnyCommand(string runtimes, string message)
    {
        OfferRuntimes();

        var result = await RunAsync($"phases: {{install: {{runtime-versions: {{{runtimes}}}, commands: [echo x]}}}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR", Message = message });
        Host.Log.Output.Should().BeEmpty();
    }

    [Theory]
    [InlineData("nodejs: 12", "12", "Selecting 'nodejs' runtime version '12' based on manual selections...")]
    [InlineData("nodejs: latest", "14", "Selecting 'nodejs' runtime version '14' based on manual selections...")]
    [InlineData("golang: 1.x", "1.22", "Selecting 'golang' runtime version '1.22' based on manual selections...")]
    [InlineData("golang: 1.30", "1.30, installed", "Selecting 'golang' runtime version '1.30' based on manual selections...")]
    [InlineData("android: 29", "29 on 8", "Selecting 'java' runtime version 'openjdk8' based on the requirements of 'android' 29...")]
    [InlineData("android: \"$WANTED\"", "29 on 8", "Selecting 'android' runtime version '29' based on manual selections...")]
    public async Task C53_RuntimeThatTheImageHas_IsReadyBeforeTheFirstCommand(string runtimes, string output, string note)
    {
        OfferRuntimes();

        var result = await RunAsync($"env: {{variables: {{WANTED: 29}}}}\nphases: {{install: {{runtime-versions: {{{runtimes}}}}}, build: {{commands: [echo $NODE$GO$ANDROID]}}}}");

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
        Host.Log.Output.Should().Equal(output);
        Host.Log.Notes.Should().Contain(note);
    }
}
