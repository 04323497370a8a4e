namespace Forge.Deploy;

/// <summary>How the bake of a deployment stands.</summary>
public sealed record DeploymentBakeResult
{
    /// <summary>Gets how long it is to be watched.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Gets how long it was watched so far, to five seconds.</summary>
    public required TimeSpan Observed { get; init; }

    /// <summary>Gets who ended it early, or null.</summary>
    public string? SkippedBy { get; init; }
}
