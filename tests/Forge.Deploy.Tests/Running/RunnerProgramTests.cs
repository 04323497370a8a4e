using System.Text;
using Forge.Deploy.Running;

namespace Forge.Deploy.Tests.Running;

public sealed class RunnerProgramTests
{
    [Fact]
    public void Bytes_Always_AreOneWholeProgram()
    {
        var text = Encoding.UTF8.GetString(RunnerProgram.Bytes);

        text.Should().StartWith("#!/bin/sh\n").And.EndWith("\n# end of the target runner\n").And.NotContain("\r");
    }

    [Fact]
    public void FileName_Always_TellsVersionsApart() => RunnerProgram.FileName.Should().MatchRegex("^runner-[0-9a-f]{16}$");

    [Fact]
    public void Commands_OfAStep_HoldOnlyIdsNumbersAndTheStateDirectory()
    {
        var step = RunnerTarget.HookStep("d-1", RunnerTarget.Hook("secret-script")) with { Environment = new Dictionary<string, string> { ["A"] = "secret" } };

        var arguments = new RunnerCommand(new DeployPlatform { Target = "t", OperatingSystem = "linux", User = "u", IsAdministrator = false, StateDirectory = "/state/" }, ["sh"], TimeSpan.FromSeconds(20)).Step(step, 7, 100);

        arguments.Should().Equal(
            "sh", $"/state/.forge/{RunnerProgram.FileName}", "step", "d-1-AfterInstall", RunnerTarget.Group, "7", "100", "20000", "d-1");
    }
}
