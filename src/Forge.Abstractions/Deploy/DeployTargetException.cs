namespace Forge.Deploy;

/// <summary>A deploy target could not be used.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="target">The target's name.</param>
/// <param name="failure">Why.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class DeployTargetException(
    string message, string target, DeployTargetFailure failure, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the target's name.</summary>
    public string Target { get; } = target;

    /// <summary>Gets why.</summary>
    public DeployTargetFailure Failure { get; } = failure;
}
