using System.Globalization;

namespace Forge.Build.Local;

/// <summary>Names a running host process, so that what a crashed one left behind can be told from what a living one uses.</summary>
internal static class HostIdentity
{
    private const int StartTimeField = 19;

    /// <summary>Gets the name of this process: its id and when the kernel started it.</summary>
    public static string Current { get; } = Read(Environment.ProcessId) ?? $"{Environment.ProcessId}-0";

    /// <summary>Says whether the process of a name still runs on this machine.</summary>
    public static bool IsAlive(string identity) =>
        int.TryParse(identity.Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Read(id) == identity;

    /// <summary>Reads the name of a process from its line in <c>/proc/ID/stat</c>.</summary>
    /// <returns>The name; null when the process has ended and only its parent does not know yet, or when the line is none.</returns>
    public static string? FromStat(string stat)
    {
        // The program's name, in parentheses, may hold anything; the fields after it are a letter and numbers.
        var end = stat.LastIndexOf(')');
        var fields = end < 0 ? [] : stat[(end + 1)..].TrimStart().Split(' ');
        return fields.Length > StartTimeField && fields[0] is not ("Z" or "X") ? $"{stat.Split(' ')[0]}-{fields[StartTimeField]}" : null;
    }

    private static string? Read(int id)
    {
        try
        {
            return FromStat(File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
