namespace Forge.Deploy.Driving;

/// <summary>A driver took the deployment up for the first time.</summary>
internal sealed record DeploymentStarted : DeploymentEvent;
