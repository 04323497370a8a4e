namespace Forge.Pipelines.Runs;

/// <summary>A run as its events tell it.</summary>
internal sealed record PipelineRunState
{
    public required string RunId { get; init; }

    public long Sequence { get; init; }

    public string Pipeline { get; init; } = "";

    public string Repository { get; init; } = "";

    public string Ref { get; init; } = "";

    public string Commit { get; init; } = "";

    /// <summary>Gets how many builds were started: a build that infrastructure lost is started again under a new id.</summary>
    public int Builds { get; init; }

    public string? BuildId { get; init; }

    public string? BuildStatus { get; init; }

    public string? Artifact { get; init; }

    public string? DeploymentId { get; init; }

    public string? DeploymentStatus { get; init; }

    public string Message { get; init; } = "";

    public PipelineRunStatus Status { get; init; }

    public bool BuildSucceeded => BuildStatus == nameof(Forge.Build.BuildStatus.Succeeded);

    public bool BuildWasLost => BuildStatus == nameof(Forge.Build.BuildStatus.Fault);

    public bool DeploymentSucceeded => DeploymentStatus == nameof(Forge.Deploy.DeploymentStatus.Succeeded);

    public PipelineRunState Apply(PipelineEvent happened)
    {
        var next = this with { Sequence = Sequence + 1 };
        return happened switch
        {
            PipelineEvent.RunStarted started => next with { Pipeline = started.Pipeline, Repository = started.Repository, Ref = started.Ref, Commit = started.Commit },
            PipelineEvent.BuildStarted started => next with { Builds = Builds + 1, BuildId = started.BuildId, BuildStatus = null },
            PipelineEvent.BuildEnded ended => next with { BuildStatus = ended.Status, Artifact = ended.Artifact, Message = ended.Message },
            PipelineEvent.DeploymentStarted started => next with { DeploymentId = started.DeploymentId },
            PipelineEvent.DeploymentEnded ended => next with { DeploymentStatus = ended.Status, Message = ended.Message },
            PipelineEvent.RunEnded ended => next with { Status = ended.Status, Message = ended.Message },
            _ => throw new InvalidOperationException($"The run '{RunId}' cannot take {happened.GetType().Name}."),
        };
    }

    public PipelineRunResult ToResult() => new()
    {
        RunId = RunId,
        Pipeline = Pipeline,
        Commit = Commit,
        Status = Status,
        Message = Message,
        BuildId = BuildId,
        DeploymentId = DeploymentId,
    };
}
