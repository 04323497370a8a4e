using FluentAssertions;
using Xunit;

namespace Forge.Build.Conformance;

/// <content>Variables, secrets and users.</content>
public abstract partial class BuildCaseTests
{
    [Fact]
    public async Task C25_BuildspecVariable_IsLiteral()
    {
        await RunAsync("env: {variables: {P: '$PATH:/x'}}\nphases: {build: {commands: ['echo \"$P\"']}}");

        Host.Log.Output.Should().Equal("$PATH:/x");
    }

    [Theory]
    [InlineData("2", "1", "3", "3")]
    [InlineData("2", "1", null, "1")]
    [InlineData("2", null, null, "2")]
    [InlineData(null, null, null, "0")]
    public async Task C26_Environment_RequestWinsOverProjectOverBuildspecOverImage(string? inFile, string? inProject, string? inRequest, string expected)
    {
        const string Variable = "FROM_IMAGE";
        Host.Projects.Set(new BuildProject { Name = "shop", Variables = inProject is null ? [] : [new BuildVariable { Name = Variable, Value = inProject }] });

        await RunAsync(
            $"{(inFile is null ? "" : $"env: {{variables: {{{Variable}: {inFile}}}}}\n")}phases: {{build: {{commands: [echo ${Variable}]}}}}",
            request => inRequest is null ? request : request with { Variables = [new BuildVariable { Name = Variable, Value = inRequest }] });

        Host.Log.Output.Should().Equal(expected);
    }

    [Fact]
    public async Task C28_Secret_IsGivenAndMasked()
    {
        Host.Secrets.Add("id", """{"key":"v9z-long"}""");

        var result = await RunAsync("env: {secrets-manager: {S: 'id:key', T: id}}\nphases: {build: {commands: ['test \"$S\" = v9z-long && echo \"got $S and $T\"', 'false $S']}}");

        Host.Log.Output.Should().Equal("got *** and ***");
        Host.Log.Text.Should().NotContain("v9z");
        Phase(result, BuildPhase.Build).Message.Should().NotContain("v9z");
        Host.Secrets.Asked.Should().ContainSingle();
    }

    [Fact]
    public async Task C30_SecretWithStageAndVersion_IsRefused()
    {
        var result = await RunAsync("env: {secrets-manager: {S: 'id:key:AWSCURRENT:v1'}}\nphases: {build: {commands: [echo x]}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(new { Status = BuildStatus.Failed, StatusCode = "YAML_FILE_ERROR" });
        Host.Log.Output.Should().BeEmpty();
        Host.Secrets.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task C31_MissingParameter_FailsBeforeAnyCommand()
    {
        var result = await RunAsync("env: {parameter-store: {V: X}}\nphases: {build: {commands: [echo x]}}");

        Phase(result, BuildPhase.DownloadSource).Should().BeEquivalentTo(
            new { Status = BuildStatus.Failed, StatusCode = "Decrypted Variables Error", Message = "parameter does not exist: X" });
        Host.Log.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task C32_ExportedVariable_IsWhatItWasAtTheEnd()
    {
        var result = await RunAsync("env: {exported-variables: [V]}\nphases: {install: {commands: [export V=1]}, post_build: {commands: [export V=2]}}");

        result.ExportedVariables.Should().BeEquivalentTo(new Dictionary<string, string> { ["V"] = "2" });
    }

    [Fact]
    public async Task C40_RunAs_IsTheUserOfThePhaseOrOfAll()
    {
        var (one, two) = Users;

        var result = await RunAsync($"run-as: {one}\nphases: {{install: {{run-as: {two}, commands: [id -un, cat a.txt; echo]}}, build: {{commands: [id -un, cat d/b.txt; echo]}}}}");

        result.Status.Should().Be(BuildStatus.Succeeded, Host.Log.Text);
        Host.Log.Output.Should().Equal(two, "alpha", one, "beta");
    }

    [Fact]
    public async Task C41_ImageWithAUser_StillRunsAsTheAdministrator()
    {
        await RunAsync("phases: {build: {commands: [id -u, echo $HOME]}}", request => request with { Image = ImageWithUser });

        Host.Log.Output.Should().HaveCount(2, Host.Log.Text);
        Host.Log.Output[0].Should().Be("0");
        Host.Log.Output[1].Should().Match(Home);
    }
}
