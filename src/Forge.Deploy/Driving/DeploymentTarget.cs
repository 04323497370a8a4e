namespace Forge.Deploy.Driving;

/// <summary>A target of a deployment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="WasHealthy">Whether the last deployment of the group had succeeded on it.</param>
internal sealed record DeploymentTarget(string Name, bool WasHealthy);
