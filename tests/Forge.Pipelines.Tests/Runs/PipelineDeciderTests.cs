using Forge.Pipelines.Runs;

namespace Forge.Pipelines.Tests.Runs;

public sealed class PipelineDeciderTests
{
    private const string Group = "web";

    private static readonly PipelineRunState Started = new PipelineRunState { RunId = "shop-1" }
        .Apply(new PipelineEvent.RunStarted("shop", "shop", "refs/heads/main", new string('a', 40)));

    [Fact]
    public void Next_RunStarted_StartsBuildUnderIdOfRun() =>
        PipelineDecider.Next(Started, Group).Should().Be(new PipelineAction.StartBuild("shop-1-1"));

    [Fact]
    public void Next_BuildStartedButNotEnded_FinishesIt() =>
        PipelineDecider.Next(Started.Apply(new PipelineEvent.BuildStarted("b")), Group).Should().Be(new PipelineAction.FinishBuild("b"));

    [Fact]
    public void Next_BuildLostOnce_StartsAnotherUnderNewId() =>
        PipelineDecider.Next(AfterBuild("Fault"), Group).Should().Be(new PipelineAction.StartBuild("shop-1-2"));

    [Fact]
    public void Next_BuildLostTwice_Ends()
    {
        var state = AfterBuild("Fault").Apply(new PipelineEvent.BuildStarted("c")).Apply(new PipelineEvent.BuildEnded("c", "Fault", null, "gone"));

        PipelineDecider.Next(state, Group).Should().Be(new PipelineAction.End(PipelineRunStatus.Failed, "Build c ended Fault. gone"));
    }

    [Theory]
    [InlineData("Failed")]
    [InlineData("TimedOut")]
    [InlineData("Stopped")]
    public void Next_BuildFailed_EndsWithoutDeploying(string status) =>
        PipelineDecider.Next(AfterBuild(status), Group).Should().BeOfType<PipelineAction.End>().Which.Status.Should().Be(PipelineRunStatus.Failed);

    [Fact]
    public void Next_BuildSucceededAndNoGroup_EndsSucceeded() =>
        PipelineDecider.Next(AfterBuild("Succeeded", "k"), "").Should().BeOfType<PipelineAction.End>().Which.Status.Should().Be(PipelineRunStatus.Succeeded);

    [Fact]
    public void Next_BuildLeftNoArtifact_EndsAndSaysWhatToAdd() =>
        PipelineDecider.Next(AfterBuild("Succeeded"), Group).Should().BeOfType<PipelineAction.End>().Which.Message.Should().Contain("artifacts section");

    [Fact]
    public void Next_BuildSucceeded_StartsDeploymentUnderIdOfRun() =>
        PipelineDecider.Next(AfterBuild("Succeeded", "k"), Group).Should().Be(new PipelineAction.StartDeployment("d-shop-1"));

    [Fact]
    public void Next_DeploymentStartedButNotEnded_FinishesIt() =>
        PipelineDecider.Next(AfterBuild("Succeeded", "k").Apply(new PipelineEvent.DeploymentStarted("d")), Group)
            .Should().Be(new PipelineAction.FinishDeployment("d", "k"));

    [Theory]
    [InlineData("Succeeded", PipelineRunStatus.Succeeded)]
    [InlineData("Failed", PipelineRunStatus.Failed)]
    public void Next_DeploymentEnded_EndsAlike(string status, PipelineRunStatus expected)
    {
        var state = AfterBuild("Succeeded", "k").Apply(new PipelineEvent.DeploymentStarted("d")).Apply(new PipelineEvent.DeploymentEnded("d", status, ""));

        PipelineDecider.Next(state, Group).Should().BeOfType<PipelineAction.End>().Which.Status.Should().Be(expected);
    }

    [Fact]
    public void Next_RunEnded_IsNothing() =>
        PipelineDecider.Next(Started.Apply(new PipelineEvent.RunEnded(PipelineRunStatus.Succeeded, "")), Group).Should().BeNull();

    private static PipelineRunState AfterBuild(string status, string? artifact = null) =>
        Started.Apply(new PipelineEvent.BuildStarted("b")).Apply(new PipelineEvent.BuildEnded("b", status, artifact, ""));
}
