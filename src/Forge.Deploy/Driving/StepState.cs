namespace Forge.Deploy.Driving;

/// <summary>How a lifecycle event of a deployment stands on a target.</summary>
internal sealed record StepState
{
    private const long Never = 0;

    // There is one of these for every event of every target: the times take a third of the room so.
    private readonly long _startedAt;
    private readonly long _endedAt;

    /// <summary>Gets the event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Gets how it stands.</summary>
    public LifecycleEventStatus Status { get; init; }

    /// <summary>Gets the attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets when it was started, or null.</summary>
    public DateTimeOffset? StartedAt
    {
        get => FromTicks(_startedAt);
        init => _startedAt = ToTicks(value);
    }

    /// <summary>Gets when it ended, or null.</summary>
    public DateTimeOffset? EndedAt
    {
        get => FromTicks(_endedAt);
        init => _endedAt = ToTicks(value);
    }

    /// <summary>Gets the outcome, or null before the end.</summary>
    public StepEnded? Outcome { get; init; }

    private static DateTimeOffset? FromTicks(long ticks) => ticks is Never ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    private static long ToTicks(DateTimeOffset? time) => time?.UtcTicks ?? Never;
}
