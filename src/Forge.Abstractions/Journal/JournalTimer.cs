namespace Forge.Journal;

/// <summary>A wish to be reminded, which survives a restart of the host.</summary>
public sealed record JournalTimer
{
    /// <summary>Gets the history that the timer belongs to.</summary>
    public required StreamId Stream { get; init; }

    /// <summary>Gets the timer's name within its history. Setting it again replaces it.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the time from the append until the timer is due, by the journal's clock.</summary>
    public required TimeSpan Delay { get; init; }
}
