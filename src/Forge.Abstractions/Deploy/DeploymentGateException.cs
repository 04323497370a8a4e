namespace Forge.Deploy;

/// <summary>A gate could not be asked.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="gate">The gate's name.</param>
/// <param name="isTransient">Whether the same question may be answered later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class DeploymentGateException(string message, string gate, bool isTransient = true, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the gate's name.</summary>
    public string Gate { get; } = gate;
}
