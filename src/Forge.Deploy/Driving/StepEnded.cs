namespace Forge.Deploy.Driving;

/// <summary>A lifecycle event has ended on a target: the outcome.</summary>
/// <param name="Target">The target.</param>
/// <param name="Event">The lifecycle event.</param>
/// <param name="Status">Succeeded, Failed or Unknown.</param>
/// <param name="Code">The reference's code.</param>
/// <param name="Script">The script that failed, or empty.</param>
/// <param name="Message">What failed and why, or empty.</param>
/// <param name="LogTail">The last lines of the failed script, or empty.</param>
internal sealed record StepEnded(
    string Target,
    LifecycleEvent Event,
    LifecycleEventStatus Status,
    LifecycleErrorCode Code = LifecycleErrorCode.Success,
    string Script = "",
    string Message = "",
    string LogTail = "") : DeploymentEvent;
