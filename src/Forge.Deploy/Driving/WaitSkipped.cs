namespace Forge.Deploy.Driving;

/// <summary>Somebody wishes that the bake end now.</summary>
/// <param name="By">Who wishes it.</param>
internal sealed record WaitSkipped(string By) : DeploymentEvent;
