namespace Forge.Pipelines.Runs;

/// <summary>What a run does next.</summary>
internal abstract record PipelineAction
{
    /// <summary>Start a build under a new id.</summary>
    internal sealed record StartBuild(string BuildId) : PipelineAction;

    /// <summary>Carry the started build to its end, or learn how it ended.</summary>
    internal sealed record FinishBuild(string BuildId) : PipelineAction;

    /// <summary>Create a deployment under a new id.</summary>
    internal sealed record StartDeployment(string DeploymentId) : PipelineAction;

    /// <summary>Carry the created deployment to its end, or learn how it ended.</summary>
    internal sealed record FinishDeployment(string DeploymentId, string Artifact) : PipelineAction;

    /// <summary>End the run.</summary>
    internal sealed record End(PipelineRunStatus Status, string Message) : PipelineAction;
}
