namespace Forge.Journal;

/// <summary>One event to be recorded.</summary>
public sealed record JournalEntry
{
    /// <summary>Gets what happened, as the owner of the stream names it. A reader that does not know the type refuses the stream; it never skips.</summary>
    public required string Type { get; init; }

    /// <summary>Gets the version of the shape of <see cref="Data"/>.</summary>
    /// <value>The default is 1.</value>
    public int Version { get; init; } = 1;

    /// <summary>Gets the details: one JSON object. Never holds a secret.</summary>
    public required string Data { get; init; }
}
