namespace Forge.Pipelines;

/// <summary>One run of a pipeline.</summary>
public sealed record PipelineRunResult
{
    /// <summary>Gets the run's id.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Gets the commit that was pushed.</summary>
    public required string Commit { get; init; }

    /// <summary>Gets how it stands.</summary>
    public required PipelineRunStatus Status { get; init; }

    /// <summary>Gets why, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Gets the build that counts, or null before there is one.</summary>
    public string? BuildId { get; init; }

    /// <summary>Gets the deployment, or null when there is none.</summary>
    public string? DeploymentId { get; init; }
}
