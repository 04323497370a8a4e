namespace Forge.Deploy;

/// <summary>One thing that happened in a deployment.</summary>
public sealed record DeploymentProgress
{
    /// <summary>Gets when it was recorded, by the journal's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets the target, or null when the deployment itself is meant.</summary>
    public string? Target { get; init; }

    /// <summary>Gets the lifecycle event, or null when the deployment itself is meant.</summary>
    public LifecycleEvent? Event { get; init; }

    /// <summary>Gets how the event or the deployment stands now, by the reference's names: <c>InProgress</c>, <c>Succeeded</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Gets what there is to say, or empty.</summary>
    public string Text { get; init; } = "";
}
