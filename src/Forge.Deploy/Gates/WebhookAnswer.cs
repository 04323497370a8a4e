namespace Forge.Deploy.Gates;

/// <summary>What a webhook answers.</summary>
internal sealed record WebhookAnswer
{
    /// <summary>Gets the verdict.</summary>
    public required DeploymentGateVerdict Verdict { get; init; }

    /// <summary>Gets who decided, or null.</summary>
    public string? By { get; init; }

    /// <summary>Gets why, or null.</summary>
    public string? Reason { get; init; }
}
