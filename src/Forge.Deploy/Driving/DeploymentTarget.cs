namespace Forge.Deploy.Driving;

/// <summary>A target of a deployment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="WasHealthy">Whether the last deployment of the group had succeeded on it.</param>
/// <param name="Description">How it is reached, as it was selected; null for one that the host has added itself.</param>
/// <param name="Zone">The zone that it counts as a part of, or null where the configuration has no zones.</param>
internal sealed record DeploymentTarget(string Name, bool WasHealthy, TargetDescription? Description = null, string? Zone = null)
{
    /// <summary>Gets what tells the machine from an earlier one of the same name.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Instance => Description?.Instance ?? "";
}
