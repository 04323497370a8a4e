namespace Forge.Deploy.Running;

/// <summary>The revision that a target's last successful Install put there.</summary>
/// <param name="DeploymentId">The deployment that installed it.</param>
/// <param name="AppSpec">The bytes of its appspec, or null when its folder or appspec is gone.</param>
internal sealed record InstalledRevision(string DeploymentId, byte[]? AppSpec);
