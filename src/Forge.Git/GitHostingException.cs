namespace Forge.Git;

/// <summary>A repository or a user could not be administered.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="failure">Why.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class GitHostingException(string message, GitHostingFailure failure, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Gets why.</summary>
    public GitHostingFailure Failure { get; } = failure;
}
