namespace Forge.Deploy.Driving;

/// <summary>A deployment waits for the group, behind those that came before it.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Creator">Who asked for it.</param>
internal sealed record GroupQueued(string DeploymentId, string Creator) : GroupEvent;
