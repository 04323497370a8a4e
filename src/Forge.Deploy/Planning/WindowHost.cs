namespace Forge.Deploy.Planning;

/// <summary>A host as the window sees it.</summary>
/// <param name="WasHealthy">Whether its last deployment to the group had succeeded when this one began.</param>
/// <param name="Progress">How far the deployment is with it.</param>
internal readonly record struct WindowHost(bool WasHealthy, HostProgress Progress);
