using System.Text.Json.Serialization;

namespace Forge.Pipelines.Runs;

/// <summary>What happens in a run, as the journal records it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), nameof(RunStarted))]
[JsonDerivedType(typeof(BuildStarted), nameof(BuildStarted))]
[JsonDerivedType(typeof(BuildEnded), nameof(BuildEnded))]
[JsonDerivedType(typeof(DeploymentStarted), nameof(DeploymentStarted))]
[JsonDerivedType(typeof(DeploymentEnded), nameof(DeploymentEnded))]
[JsonDerivedType(typeof(RunEnded), nameof(RunEnded))]
internal abstract record PipelineEvent
{
    /// <summary>A push asked for a run.</summary>
    internal sealed record RunStarted(string Pipeline, string Repository, string Ref, string Commit) : PipelineEvent;

    /// <summary>A build is about to be started under this id.</summary>
    internal sealed record BuildStarted(string BuildId) : PipelineEvent;

    /// <summary>The build ended.</summary>
    internal sealed record BuildEnded(string BuildId, string Status, string? Artifact, string Message) : PipelineEvent;

    /// <summary>A deployment is about to be created under this id.</summary>
    internal sealed record DeploymentStarted(string DeploymentId) : PipelineEvent;

    /// <summary>The deployment ended.</summary>
    internal sealed record DeploymentEnded(string DeploymentId, string Status, string Message) : PipelineEvent;

    /// <summary>Nothing is left to do.</summary>
    internal sealed record RunEnded(PipelineRunStatus Status, string Message) : PipelineEvent;
}
