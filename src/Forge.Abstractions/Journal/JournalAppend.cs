namespace Forge.Journal;

/// <summary>Events for the end of one history.</summary>
public sealed record JournalAppend
{
    /// <summary>Gets the history. It begins with its first event.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Gets how many events the writer believes the history has: 0 for a new one. Anything else is a conflict.</summary>
    public required long ExpectedSequence { get; init; }

    /// <summary>Gets the events, in order; at least one.</summary>
    public required IReadOnlyList<JournalEntry> Entries { get; init; }

    /// <summary>Gets a value indicating whether nothing is left to do for this history: it can no longer be claimed. Its events stay.</summary>
    public bool Closes { get; init; }
}
