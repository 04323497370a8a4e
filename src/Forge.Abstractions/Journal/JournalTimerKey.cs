namespace Forge.Journal;

/// <summary>A timer, by its history and its name in it.</summary>
public sealed record JournalTimerKey
{
    /// <summary>Gets the history.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Gets the timer's name within its history.</summary>
    public required string Name { get; init; }
}
