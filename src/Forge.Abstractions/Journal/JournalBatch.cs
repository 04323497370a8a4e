namespace Forge.Journal;

/// <summary>What is recorded in one step: all of it or nothing.</summary>
public sealed record JournalBatch
{
    /// <summary>Gets the events, history by history; at least one history, each at most once.</summary>
    public required IReadOnlyList<JournalAppend> Appends { get; init; }

    /// <summary>Gets the lease under which the writer acts, or null for histories that nobody drives.</summary>
    public JournalLease? Lease { get; init; }

    /// <summary>Gets the events for the rest of the world. They are delivered at least once, in the order of recording.</summary>
    public IReadOnlyList<ForgeEvent> Outbox { get; init; } = [];

    /// <summary>Gets the timers to set.</summary>
    public IReadOnlyList<JournalTimer> Timers { get; init; } = [];

    /// <summary>Gets the timers to clear, by history and name. Clearing one that is not set changes nothing.</summary>
    public IReadOnlyList<JournalTimerKey> Clear { get; init; } = [];
}
