namespace Forge.Build;

/// <summary>A build was not started: too many of its project run or wait already.</summary>
/// <param name="message">What was refused, why, and what to do.</param>
/// <param name="project">The project.</param>
public sealed class BuildRefusedException(string message, string project) : Exception(message)
{
    /// <summary>Gets the project.</summary>
    public string Project { get; } = project;
}
