namespace Forge.Deploy.Driving;

/// <summary>The turn of a deployment that was queued has come.</summary>
/// <param name="Targets">The targets in the order of deployment, as the group stands now.</param>
internal sealed record DeploymentAdmitted(IReadOnlyList<DeploymentTarget> Targets) : DeploymentEvent;
