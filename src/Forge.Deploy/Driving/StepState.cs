namespace Forge.Deploy.Driving;

/// <summary>How a lifecycle event of a deployment stands on a target.</summary>
internal sealed record StepState
{
    /// <summary>Gets the event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Gets how it stands.</summary>
    public LifecycleEventStatus Status { get; init; }

    /// <summary>Gets the attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets when it was started, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the outcome, or null before the end.</summary>
    public StepEnded? Outcome { get; init; }
}
