namespace Forge.Journal;

/// <summary>One recorded event.</summary>
public sealed record JournalEvent
{
    /// <summary>Gets the history that the event belongs to.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Gets the event's place in its history: 1, 2, 3 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets when it was recorded, by the journal's clock.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Gets what was recorded.</summary>
    public required JournalEntry Entry { get; init; }
}
