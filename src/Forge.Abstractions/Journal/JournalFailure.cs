namespace Forge.Journal;

/// <summary>Why a journal cannot be used.</summary>
public enum JournalFailure
{
    /// <summary>The storage cannot be reached or answered with an error.</summary>
    Unavailable,

    /// <summary>Another host uses the journal, and this kind of store serves one host only.</summary>
    InUse,

    /// <summary>The storage is full.</summary>
    NoSpace,

    /// <summary>The storage is damaged.</summary>
    Corrupt,

    /// <summary>The journal was written by a newer version of Forge, or the storage engine is too old to be trusted.</summary>
    Unsupported,
}
