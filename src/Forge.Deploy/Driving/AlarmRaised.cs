namespace Forge.Deploy.Driving;

/// <summary>An alarm of the deployment was raised, or could not be read where that counts as much: what runs is finished, nothing more is begun.</summary>
/// <param name="Alarm">The alarm's name.</param>
/// <param name="Reason">Why the deployment stops, in words.</param>
internal sealed record AlarmRaised(string Alarm, string Reason) : DeploymentEvent;
