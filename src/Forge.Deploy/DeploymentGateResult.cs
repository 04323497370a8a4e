namespace Forge.Deploy;

/// <summary>A question to a gate of a deployment, and the answer.</summary>
public sealed record DeploymentGateResult
{
    /// <summary>Gets the question's id.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the deployment.</summary>
    public required string DeploymentId { get; init; }

    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the gate's name in the group.</summary>
    public required string Name { get; init; }

    /// <summary>Gets who is asked: the name of an <see cref="IDeploymentGate"/>, or empty for a person.</summary>
    public required string Gate { get; init; }

    /// <summary>Gets the place in the deployment.</summary>
    public required DeploymentStage Stage { get; init; }

    /// <summary>Gets the target, or null.</summary>
    public string? Target { get; init; }

    /// <summary>Gets the lifecycle event, or null.</summary>
    public LifecycleEvent? Event { get; init; }

    /// <summary>Gets when it was first asked, by the journal's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Gets when it is too late to answer.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets the answer.</summary>
    public required DeploymentGateVerdict Verdict { get; init; }

    /// <summary>Gets who answered; empty while nobody has.</summary>
    public string By { get; init; } = "";

    /// <summary>Gets why.</summary>
    public string Reason { get; init; } = "";
}
