using Forge.Deploy.Gates;

namespace Forge.Deploy.Driving;

/// <summary>Whom a deployment listens to.</summary>
/// <param name="Alarms">What can stop it.</param>
/// <param name="Gates">What must let it go on.</param>
internal sealed record DeploymentWatches(AlarmWatch Alarms, GateKeeper Gates);
