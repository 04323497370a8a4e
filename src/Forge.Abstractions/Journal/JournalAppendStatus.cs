namespace Forge.Journal;

/// <summary>What became of a batch.</summary>
public enum JournalAppendStatus
{
    /// <summary>All of it is recorded and survives a power cut.</summary>
    Appended,

    /// <summary>A history does not have the expected number of events. Nothing was recorded: read it again and decide anew.</summary>
    Conflict,

    /// <summary>The lease was granted to somebody else since. Nothing was recorded: stop driving this history.</summary>
    Fenced,
}
