namespace Forge.Deploy.Agents;

/// <summary>An agent and its server do not work together.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="failure">Why.</param>
/// <param name="innerException">The cause, or null.</param>
public sealed class AgentException(string message, AgentFailure failure, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Gets why.</summary>
    public AgentFailure Failure { get; } = failure;

    /// <summary>Gets a value indicating whether the same call may succeed later without anybody changing anything.</summary>
    public bool IsTransient => Failure is AgentFailure.Unreachable;
}
