namespace Forge.Deploy.Running;

/// <summary>How a step ended.</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Code">The reference's code.</param>
/// <param name="Script">The script that failed, or empty.</param>
/// <param name="Message">What failed and why, or empty.</param>
/// <param name="LogTail">The last whole lines of the failed script's output, less than 2,048 characters.</param>
internal sealed record StepOutcome(StepStatus Status, LifecycleErrorCode Code, string Script, string Message, string LogTail)
{
    /// <summary>Gets the outcome of a step that did what it was to do.</summary>
    public static StepOutcome Success { get; } = new(StepStatus.Succeeded, LifecycleErrorCode.Success, "", "", "");
}
