namespace Forge;

/// <summary>A parameter or secret store could not answer.</summary>
/// <param name="message">What failed, why, and what to do. Never holds a value.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class SecretStoreException(string message, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException);
