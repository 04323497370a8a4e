namespace Forge.Deploy.Driving;

/// <summary>What a group knows of one of its targets.</summary>
/// <param name="IsHealthy">Whether the last deployment to it succeeded.</param>
/// <param name="DeploymentId">The deployment whose revision it has, or null when that is not known.</param>
/// <param name="Instance">What tells the machine from an earlier one of the same name.</param>
internal sealed record GroupTarget(bool IsHealthy, string? DeploymentId, string Instance = "");
