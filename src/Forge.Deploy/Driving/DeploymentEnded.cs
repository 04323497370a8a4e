namespace Forge.Deploy.Driving;

/// <summary>The deployment has ended.</summary>
/// <param name="Status">Succeeded, Failed or Stopped.</param>
/// <param name="Failure">Why.</param>
/// <param name="Message">What happened, in words, or empty.</param>
/// <param name="RollbackDeploymentId">The deployment that rolls this one back, or null.</param>
internal sealed record DeploymentEnded(
    DeploymentStatus Status, DeploymentFailure Failure = DeploymentFailure.None, string Message = "", string? RollbackDeploymentId = null) : DeploymentEvent;
