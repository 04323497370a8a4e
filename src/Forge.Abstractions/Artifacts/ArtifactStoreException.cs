namespace Forge.Artifacts;

/// <summary>An artifact store could not do what was asked.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="failure">Why.</param>
/// <param name="key">The key, or the default when the whole store is concerned.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class ArtifactStoreException(
    string message, ArtifactStoreFailure failure, ArtifactKey key = default, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets why.</summary>
    public ArtifactStoreFailure Failure { get; } = failure;

    /// <summary>Gets the key, or the default when the whole store is concerned.</summary>
    public ArtifactKey Key { get; } = key;
}
