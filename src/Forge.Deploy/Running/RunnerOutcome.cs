namespace Forge.Deploy.Running;

/// <summary>Says what an answer of the runner means for the step.</summary>
internal static class RunnerOutcome
{
    /// <summary>Returns how the step ended, or null when the answer is none to a step.</summary>
    public static StepOutcome? Of(TargetStep step, RunnerAnswer answer) => answer.State switch
    {
        RunnerState.Done => Ended(answer),
        RunnerState.Failed => Without(StepStatus.Failed, LifecycleErrorCode.UnknownError, answer.Text("message")),
        RunnerState.Fenced => Without(
            StepStatus.Fenced,
            LifecycleErrorCode.UnknownError,
            $"Another host drives the group '{step.Group}': the target has seen epoch {answer.Text("epoch")}."),
        RunnerState.Unknown or RunnerState.Missing => Without(
            StepStatus.Unknown,
            LifecycleErrorCode.FailedAfterRestart,
            answer.Text("reason") == "restarted"
                ? $"The target restarted while {step.LifecycleEvent} ran. Whether it finished is unknown, and it is not repeated."
                : $"{step.LifecycleEvent} disappeared from the target without a result: something killed it. It is not repeated."),
        _ => null,
    };

    private static StepOutcome Ended(RunnerAnswer answer)
    {
        var code = Enum.Parse<LifecycleErrorCode>(answer.Text("code"));
        return code is LifecycleErrorCode.Success
            ? StepOutcome.Success
            : new StepOutcome(StepStatus.Failed, code, answer.Text("script"), answer.Text("message"), LogTail.Of(answer.Tail.Span));
    }

    private static StepOutcome Without(StepStatus status, LifecycleErrorCode code, string message) => new(status, code, "", message, "");
}
