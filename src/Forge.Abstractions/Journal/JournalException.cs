namespace Forge.Journal;

/// <summary>The journal cannot be used.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="failure">Why.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class JournalException(string message, JournalFailure failure, bool isTransient = false, Exception? innerException = null)
    : ForgeException(message, isTransient, innerException)
{
    /// <summary>Gets why.</summary>
    public JournalFailure Failure { get; } = failure;
}
