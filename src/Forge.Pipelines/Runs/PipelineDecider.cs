namespace Forge.Pipelines.Runs;

/// <summary>Says what a run does next. Pure, so that a host which restarted comes to the same decision.</summary>
internal static class PipelineDecider
{
    // A build that infrastructure lost is tried once more; one that the user's commands failed is not.
    private const int MostBuilds = 2;

    public static PipelineAction? Next(PipelineRunState state, string deploymentGroup) => state switch
    {
        { Status: not PipelineRunStatus.InProgress } => null,
        { BuildId: null } => new PipelineAction.StartBuild(NewId(state)),
        { BuildStatus: null } => new PipelineAction.FinishBuild(state.BuildId),
        { BuildWasLost: true, Builds: < MostBuilds } => new PipelineAction.StartBuild(NewId(state)),
        { BuildSucceeded: false } => new PipelineAction.End(PipelineRunStatus.Failed, $"Build {state.BuildId} ended {state.BuildStatus}. {state.Message}".TrimEnd()),
        _ when deploymentGroup.Length == 0 => new PipelineAction.End(PipelineRunStatus.Succeeded, $"Build {state.BuildId} succeeded."),
        { Artifact: null } => new PipelineAction.End(PipelineRunStatus.Failed, $"Build {state.BuildId} left no artifact to deploy to '{deploymentGroup}': add an artifacts section to its buildspec."),
        { DeploymentId: null } => new PipelineAction.StartDeployment("d-" + state.RunId),
        { DeploymentStatus: null } => new PipelineAction.FinishDeployment(state.DeploymentId, state.Artifact),
        { DeploymentSucceeded: true } => new PipelineAction.End(PipelineRunStatus.Succeeded, $"Deployment {state.DeploymentId} succeeded."),
        _ => new PipelineAction.End(PipelineRunStatus.Failed, $"Deployment {state.DeploymentId} ended {state.DeploymentStatus}. {state.Message}".TrimEnd()),
    };

    private static string NewId(PipelineRunState state) => $"{state.RunId}-{state.Builds + 1}";
}
