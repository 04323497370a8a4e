namespace Forge.Deploy;

/// <summary>What became of a lifecycle event on one target.</summary>
public sealed record LifecycleEventResult
{
    /// <summary>Gets the event.</summary>
    public required LifecycleEvent Event { get; init; }

    /// <summary>Gets how it stands.</summary>
    public required LifecycleEventStatus Status { get; init; }

    /// <summary>Gets when it was started, by the journal's clock, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when it ended, by the journal's clock, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the reference's code.</summary>
    public LifecycleErrorCode ErrorCode { get; init; }

    /// <summary>Gets the script that failed; empty when none did.</summary>
    public string Script { get; init; } = "";

    /// <summary>Gets what failed and why, or what a succeeded event has to say; often empty.</summary>
    public string Message { get; init; } = "";

    /// <summary>Gets the last whole lines that a failed script printed: less than 2,048 characters.</summary>
    public string LogTail { get; init; } = "";
}
