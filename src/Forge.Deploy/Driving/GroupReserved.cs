namespace Forge.Deploy.Driving;

/// <summary>A deployment has the group for itself from now on.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Creator">Who asked for it.</param>
internal sealed record GroupReserved(string DeploymentId, string Creator) : GroupEvent;
