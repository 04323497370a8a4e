namespace Forge.Deploy.Driving;

/// <summary>Something that happened in a deployment, as the journal keeps it.</summary>
internal abstract record DeploymentEvent;
