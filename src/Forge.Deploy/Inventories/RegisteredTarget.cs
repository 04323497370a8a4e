namespace Forge.Deploy.Inventories;

/// <summary>A target that was registered at run time.</summary>
public sealed record RegisteredTarget
{
    /// <summary>Gets the target. Its <see cref="TargetDescription.Instance"/> is never empty: a registration without one gets one of its own.</summary>
    public required TargetDescription Target { get; init; }

    /// <summary>Gets when it was registered, by the journal's clock.</summary>
    public required DateTimeOffset RegisteredAt { get; init; }

    /// <summary>Gets a value indicating whether it gets no more deployments, and is gone as soon as its groups have run what they run before that.</summary>
    public bool IsLeaving { get; init; }
}
