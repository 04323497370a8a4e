namespace Forge.Deploy;

/// <summary>The question whether a deployment may go on.</summary>
public sealed record DeploymentGateQuestion
{
    /// <summary>Gets the question's id: the same however often it is asked, after a restart of the host too.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the application.</summary>
    public required string Application { get; init; }

    /// <summary>Gets the key of the revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Gets the SHA-256 of the revision.</summary>
    public required string Digest { get; init; }

    /// <summary>Gets who asked for the deployment.</summary>
    public required string Creator { get; init; }

    /// <summary>Gets the place in the deployment.</summary>
    public required DeploymentStage Stage { get; init; }

    /// <summary>Gets the target, or null where the stage is not one of a target.</summary>
    public string? Target { get; init; }

    /// <summary>Gets the lifecycle event, by the reference's name, or null where the stage is not one of an event.</summary>
    public string? Event { get; init; }

    /// <summary>Gets when it was first asked, by the journal's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Gets when it is too late to answer: the deployment then fails.</summary>
    public required DateTimeOffset Deadline { get; init; }
}
