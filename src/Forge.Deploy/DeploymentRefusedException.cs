namespace Forge.Deploy;

/// <summary>A deployment, or its stopping, was asked for that cannot be; nothing was recorded and no target was touched.</summary>
/// <param name="message">What was refused, why, and what to do.</param>
/// <param name="failure">Why.</param>
public sealed class DeploymentRefusedException(string message, DeploymentFailure failure) : Exception(message)
{
    /// <summary>Gets why.</summary>
    public DeploymentFailure Failure { get; } = failure;
}
