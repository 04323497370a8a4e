namespace Forge.Deploy.Driving;

/// <summary>Somebody wishes the deployment to end: what runs is finished, nothing more is begun.</summary>
/// <param name="By">Who wishes it.</param>
internal sealed record StopRequested(string By) : DeploymentEvent;
