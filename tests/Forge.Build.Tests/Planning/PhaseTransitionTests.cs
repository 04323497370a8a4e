using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Build.Tests.Planning;

public sealed class PhaseTransitionTests
{
    [Theory]
    [InlineData(BuildPhase.Submitted, BuildPhase.Queued)]
    [InlineData(BuildPhase.Queued, BuildPhase.Provisioning)]
    [InlineData(BuildPhase.Provisioning, BuildPhase.DownloadSource)]
    [InlineData(BuildPhase.DownloadSource, BuildPhase.Install)]
    [InlineData(BuildPhase.Install, BuildPhase.PreBuild)]
    [InlineData(BuildPhase.PreBuild, BuildPhase.Build)]
    [InlineData(BuildPhase.Build, BuildPhase.PostBuild)]
    [InlineData(BuildPhase.PostBuild, BuildPhase.UploadArtifacts)]
    [InlineData(BuildPhase.UploadArtifacts, BuildPhase.Finalizing)]
    [InlineData(BuildPhase.Finalizing, BuildPhase.Completed)]
    public void Next_AfterSuccess_IsTheNextInOrder(BuildPhase phase, BuildPhase next) =>
        PhaseTransition.Next(phase, BuildStatus.Succeeded, OnFailure.Default).Should().Be(next);

    [Theory]
    [InlineData(BuildPhase.Submitted, "Default", BuildPhase.Completed)]
    [InlineData(BuildPhase.Queued, "Default", BuildPhase.Completed)]
    [InlineData(BuildPhase.Provisioning, "Default", BuildPhase.Completed)]
    [InlineData(BuildPhase.DownloadSource, "Default", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.Install, "Default", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.Install, "Abort", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.Install, "Continue", BuildPhase.PreBuild)]
    [InlineData(BuildPhase.Install, "Retry", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.PreBuild, "Default", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.PreBuild, "Continue", BuildPhase.Build)]
    [InlineData(BuildPhase.Build, "Default", BuildPhase.PostBuild)]
    [InlineData(BuildPhase.Build, "Continue", BuildPhase.PostBuild)]
    [InlineData(BuildPhase.Build, "Abort", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.Build, "Retry", BuildPhase.PostBuild)]
    [InlineData(BuildPhase.PostBuild, "Default", BuildPhase.UploadArtifacts)]
    [InlineData(BuildPhase.PostBuild, "Abort", BuildPhase.Finalizing)]
    [InlineData(BuildPhase.UploadArtifacts, "Default", BuildPhase.Finalizing)]
    public void Next_AfterFailure_FollowsTheReference(BuildPhase phase, string onFailure, BuildPhase next) =>
        PhaseTransition.Next(phase, BuildStatus.Failed, Enum.Parse<OnFailure>(onFailure)).Should().Be(next);

    [Theory]
    [InlineData(BuildStatus.TimedOut)]
    [InlineData(BuildStatus.Stopped)]
    [InlineData(BuildStatus.Fault)]
    public void Next_AfterAnEndFromOutside_SkipsEveryPhaseOfTheUser(BuildStatus status)
    {
        foreach (var phase in new[] { BuildPhase.DownloadSource, BuildPhase.Install, BuildPhase.Build, BuildPhase.PostBuild })
        {
            PhaseTransition.Next(phase, status, OnFailure.Continue).Should().Be(BuildPhase.Finalizing);
        }
    }

    [Theory]
    [InlineData(BuildStatus.Succeeded, "")]
    [InlineData(BuildStatus.Succeeded, "Succeeded")]
    [InlineData(BuildStatus.Failed, "Failed,Succeeded")]
    [InlineData(BuildStatus.Fault, "Failed,Fault")]
    [InlineData(BuildStatus.TimedOut, "Failed,TimedOut,Fault")]
    [InlineData(BuildStatus.Stopped, "Failed,Stopped")]
    public void Outcome_IsThatOfTheWorstPhase(BuildStatus expected, string statuses) =>
        PhaseTransition.Outcome(statuses.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(status => (Enum.Parse<BuildStatus>(status), false)))
            .Should().Be(expected);

    [Fact]
    public void Outcome_ForgivenFailure_DoesNotCountButAFaultDoes()
    {
        PhaseTransition.Outcome([(BuildStatus.Failed, true), (BuildStatus.Succeeded, false)]).Should().Be(BuildStatus.Succeeded);
        PhaseTransition.Outcome([(BuildStatus.Fault, true)]).Should().Be(BuildStatus.Fault);
    }
}
