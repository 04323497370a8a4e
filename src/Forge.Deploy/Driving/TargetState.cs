using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>How a deployment stands on a target.</summary>
internal sealed record TargetState
{
    /// <summary>Gets the target's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets a value indicating whether the last deployment of the group had succeeded on it.</summary>
    public required bool WasHealthy { get; init; }

    /// <summary>Gets a value indicating whether failures of ApplicationStop are passed over.</summary>
    public required bool IgnoresStopFailures { get; init; }

    /// <summary>Gets every event of the lifecycle, in its order.</summary>
    public required IReadOnlyList<StepState> Steps { get; init; }

    /// <summary>Gets the step that was started and has not ended, or null.</summary>
    public StepState? Open => Steps.FirstOrDefault(step => step.Status is LifecycleEventStatus.InProgress);

    /// <summary>Gets the step that failed the target, or null.</summary>
    public StepState? Broken => Steps.FirstOrDefault(step =>
        step.Status is LifecycleEventStatus.Failed or LifecycleEventStatus.Unknown && !(IgnoresStopFailures && LifecyclePlanner.IsStopping(step.Event)));

    /// <summary>Gets how far the deployment is with the target.</summary>
    public HostProgress Progress =>
        Broken is not null ? HostProgress.Failed
        : Steps.All(step => step.Outcome is not null) ? HostProgress.Succeeded
        : Steps.Any(step => step.Status is not LifecycleEventStatus.Pending) ? HostProgress.Running
        : HostProgress.Waiting;
}
