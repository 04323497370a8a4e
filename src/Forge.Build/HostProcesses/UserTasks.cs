using System.Globalization;

namespace Forge.Build.HostProcesses;

/// <summary>Counts what the host's user runs on this machine.</summary>
internal static class UserTasks
{
    private const string UserLine = "Uid:";
    private const string ThreadsLine = "Threads:";

    /// <summary>Counts the user's processes, each thread for itself.</summary>
    public static int Count()
    {
        var user = Value(Read("self"), UserLine);
        var count = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(directory);
            if (char.IsAsciiDigit(name[0]) && Read(name) is var status && Value(status, UserLine) == user)
            {
                count += int.TryParse(Value(status, ThreadsLine), NumberStyles.None, CultureInfo.InvariantCulture, out var threads) ? threads : 0;
            }
        }

        return count;
    }

    private static string[] Read(string process)
    {
        try
        {
            return File.ReadAllLines($"/proc/{process}/status");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return [];
        }
    }

    private static string? Value(string[] status, string line) =>
        status.FirstOrDefault(found => found.StartsWith(line, StringComparison.Ordinal))?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1];
}
