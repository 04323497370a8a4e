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

    private static string? Read(int id)
    {
        try
        {
            // The program's name, in parentheses, may hold anything; the fields after it are numbers.
            var stat = File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat");
            return $"{id}-{stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[StartTimeField]}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}
