namespace Forge.Deploy;

/// <summary>The answer of a gate.</summary>
public sealed record DeploymentGateAnswer
{
    /// <summary>Gets what the gate says.</summary>
    public required DeploymentGateVerdict Verdict { get; init; }

    /// <summary>Gets who decided: a person, a system. Empty stands for the gate itself.</summary>
    public string By { get; init; } = "";

    /// <summary>Gets why; it is recorded and told to whoever looks at the deployment. Never holds a secret.</summary>
    public string Reason { get; init; } = "";
}
