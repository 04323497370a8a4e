namespace Forge.Deploy.Driving;

/// <summary>A lifecycle event is about to be carried out on a target: the intent.</summary>
/// <param name="Target">The target.</param>
/// <param name="Event">The lifecycle event.</param>
/// <param name="Attempt">Which attempt it is, from 1.</param>
internal sealed record StepStarted(string Target, LifecycleEvent Event, int Attempt) : DeploymentEvent;
