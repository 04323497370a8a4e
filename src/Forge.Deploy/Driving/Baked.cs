namespace Forge.Deploy.Driving;

/// <summary>The deployment is done and is being watched.</summary>
/// <param name="Observed">How long it was watched so far: only time during which a host ran and asked the alarms.</param>
internal sealed record Baked(TimeSpan Observed) : DeploymentEvent;
