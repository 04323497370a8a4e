using Forge.Artifacts;

namespace Forge.Deploy;

/// <summary>What became of a deployment, as far as it has come: read from the journal.</summary>
public sealed record DeploymentResult
{
    /// <summary>Gets the deployment's id.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets how it stands.</summary>
    public required DeploymentStatus Status { get; init; }

    /// <summary>Gets the revision.</summary>
    public required ArtifactKey Revision { get; init; }

    /// <summary>Gets where the revision came from before it was stored, in words; empty where the request named the key.</summary>
    public string Source { get; init; } = "";

    /// <summary>Gets the SHA-256 of the revision.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets who asked for it: <c>user</c>, <c>codeDeployRollback</c> for an automatic rollback, <c>autoscaling</c> for a target that appeared or leaves,
    /// <c>CodeDeployAutoUpdate</c> for targets that appeared during another deployment.</summary>
    public required string Creator { get; init; }

    /// <summary>Gets why it failed or was stopped.</summary>
    public DeploymentFailure Failure { get; init; }

    /// <summary>Gets what happened, in words: the target, the event, the script and the end of its output; for a queued deployment, why it was queued. Empty while nothing went wrong.</summary>
    public string Message { get; init; } = "";

    /// <summary>Gets who asked for it to be stopped, or null. It ends when the lifecycle events that run have ended.</summary>
    public string? StopRequestedBy { get; init; }

    /// <summary>Gets the bake, or null when the deployment has none.</summary>
    public DeploymentBakeResult? Bake { get; init; }

    /// <summary>Gets the questions to gates so far, in the order of asking.</summary>
    public IReadOnlyList<DeploymentGateResult> Gates { get; init; } = [];

    /// <summary>Gets when it was created, by the journal's clock.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when it ended, by the journal's clock, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the deployment that rolls this one back, or null.</summary>
    public string? RollbackDeploymentId { get; init; }

    /// <summary>Gets the deployment that this one rolls back, or null.</summary>
    public string? RollbackOf { get; init; }

    /// <summary>Gets the deployment whose revision this one brings to targets by itself, or null.</summary>
    public string? RevisionOf { get; init; }

    /// <summary>Gets the targets in the order of deployment.</summary>
    public required IReadOnlyList<TargetDeploymentResult> Targets { get; init; }
}
