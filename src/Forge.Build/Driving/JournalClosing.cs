namespace Forge.Build.Driving;

/// <summary>Whether something is left to do for a build after an append.</summary>
internal enum JournalClosing
{
    /// <summary>The build goes on.</summary>
    StaysOpen,

    /// <summary>The build has ended.</summary>
    Closes,
}
