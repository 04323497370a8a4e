namespace Forge.Git;

/// <summary>Source code could not be resolved or checked out.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="repository">The repository.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class SourceException(string message, string repository, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the repository, as the caller named it, but without a password that its URL holds.</summary>
    public string Repository { get; } = repository;
}
