namespace Forge.Deploy.Driving;

/// <summary>A deployment that waited for the group was stopped before its turn came.</summary>
/// <param name="DeploymentId">The deployment.</param>
internal sealed record GroupWithdrawn(string DeploymentId) : GroupEvent;
