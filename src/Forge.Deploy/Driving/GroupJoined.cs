namespace Forge.Deploy.Driving;

/// <summary>A deployment that had begun by itself has ended.</summary>
/// <param name="DeploymentId">The deployment.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Succeeded">The targets on which it succeeded.</param>
/// <param name="Failed">The targets on which it failed.</param>
internal sealed record GroupJoined(
    string DeploymentId, DeploymentStatus Status, IReadOnlyList<string> Succeeded, IReadOnlyList<string> Failed) : GroupEvent;
