namespace Forge.Deploy.Driving;

/// <summary>Somebody wishes the deployment to end: what runs is finished, nothing more is begun.</summary>
/// <param name="By">Who wishes it.</param>
/// <param name="IsRolledBack">Whether the last successful revision is brought back then; null when the group's setting says so.</param>
internal sealed record StopRequested(string By, bool? IsRolledBack = null) : DeploymentEvent;
