namespace Forge.Pipelines;

/// <summary>How a run of a pipeline stands.</summary>
public enum PipelineRunStatus
{
    /// <summary>It builds or deploys.</summary>
    InProgress,

    /// <summary>The build succeeded and, where a group is set, so did the deployment.</summary>
    Succeeded,

    /// <summary>The build or the deployment failed; a failed deployment may have been rolled back.</summary>
    Failed,
}
