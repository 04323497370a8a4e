namespace Forge.Deploy.Driving;

/// <summary>The details of an event for the rest of the world.</summary>
internal sealed record DeploymentNotice
{
    /// <summary>Gets the deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the application.</summary>
    public required string Application { get; init; }

    /// <summary>Gets the revision.</summary>
    public required string Revision { get; init; }

    /// <summary>Gets who asked for the deployment.</summary>
    public required string Creator { get; init; }

    /// <summary>Gets how the deployment or the target stands.</summary>
    public required string Status { get; init; }

    /// <summary>Gets the target, or null.</summary>
    public string? Target { get; init; }

    /// <summary>Gets why it failed, or null.</summary>
    public string? Failure { get; init; }

    /// <summary>Gets what happened in words, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Gets the deployment that rolls this one back, or null.</summary>
    public string? RollbackDeploymentId { get; init; }

    /// <summary>Gets the deployment that this one rolls back, or null.</summary>
    public string? RollbackOf { get; init; }
}
