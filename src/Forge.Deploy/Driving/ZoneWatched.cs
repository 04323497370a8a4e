namespace Forge.Deploy.Driving;

/// <summary>A zone was watched for a while after its targets had ended.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Observed">How long altogether: only time that a driver was there for and in which the alarms could be read.</param>
internal sealed record ZoneWatched(string Zone, TimeSpan Observed) : DeploymentEvent;
