namespace Forge.Build;

/// <summary>A build environment could not be made, or was lost.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="executor">The executor's name.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class BuildExecutorException(string message, string executor, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets the executor's name.</summary>
    public string Executor { get; } = executor;

    /// <summary>Gets a value indicating whether the image that the build names cannot be had: it is the user's to mend, not the host's.</summary>
    /// <value>The default is false.</value>
    public bool IsImageUnavailable { get; init; }
}
