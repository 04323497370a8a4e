namespace Forge.Deploy.Driving;

/// <summary>The deployment waits for the word of a gate: the intent to ask it.</summary>
/// <param name="Id">The question's id.</param>
/// <param name="Gate">The gate's name in the group.</param>
/// <param name="Target">The target, or null.</param>
/// <param name="Event">The lifecycle event, or null.</param>
internal sealed record GateAsked(string Id, string Gate, string? Target = null, LifecycleEvent? Event = null) : DeploymentEvent;
