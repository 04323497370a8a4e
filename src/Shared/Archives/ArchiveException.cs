namespace Forge.Shared.Archives;

/// <summary>An archive is damaged or breaks a rule. The message names the entry and the rule.</summary>
internal sealed class ArchiveException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Makes the exception for one entry.</summary>
    public static ArchiveException For(string entry, string problem) => new($"The archive is refused: '{Printable(entry)}' {problem}. Change or leave out that entry, and pack the archive again.");

    /// <summary>Makes the exception for the whole archive.</summary>
    public static ArchiveException Whole(string problem, Exception? innerException = null) => new($"The archive is refused: {problem}. Pack it again, whole and within the limits.", innerException);

    // A name from an archive may hold anything; a message must not carry it to a terminal.
    private static string Printable(string entry)
    {
        const int Longest = 200;
        var printable = string.Concat(entry.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()));
        return printable.Length <= Longest ? printable : $"{printable[..Longest]}…";
    }
}
