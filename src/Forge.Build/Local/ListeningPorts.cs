using System.Globalization;

namespace Forge.Build.Local;

/// <summary>The TCP ports at which this process listens to more than this machine: its Git server, its API.</summary>
internal static class ListeningPorts
{
    private const string Listens = "0A";
    private const int LocalAddress = 1;
    private const int State = 3;
    private const int Inode = 9;
    private const string Ipv6Loopback = "00000000000000000000000001000000";
    private const string Ipv4Mapped = "0000000000000000FFFF0000";
    private const int Ipv4Length = 8;
    private const string Ipv4Loopback = "7F";

    private static readonly string[] Tables = ["/proc/self/net/tcp", "/proc/self/net/tcp6"];

    /// <summary>Reads them. A system that does not tell has none.</summary>
    public static IReadOnlySet<int> OfThisProcess()
    {
        try
        {
            var listening = Tables.Where(File.Exists).SelectMany(File.ReadLines).Select(Parse).OfType<(int Port, string Socket)>().ToLookup(entry => entry.Socket, entry => entry.Port);
            return listening.Count == 0
                ? new HashSet<int>()
                : Directory.EnumerateFileSystemEntries("/proc/self/fd").SelectMany(file => listening[Target(file)]).ToHashSet();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new HashSet<int>();
        }
    }

    /// <summary>Reads a line of <c>/proc/net/tcp</c> or <c>tcp6</c>.</summary>
    /// <returns>The port and the socket; null when nobody beyond this machine can reach it.</returns>
    public static (int Port, string Socket)? Parse(string line)
    {
        var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > Inode
            && fields[State] == Listens
            && fields[LocalAddress].Split(':') is [var address, var port]
            && address != Ipv6Loopback
            && !IsIpv4Loopback(address)
            && int.TryParse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? (number, $"socket:[{fields[Inode]}]")
            : null;
    }

    // Each four bytes stand the other way round.
    private static bool IsIpv4Loopback(string address) =>
        (address.Length == Ipv4Length || address.StartsWith(Ipv4Mapped, StringComparison.Ordinal)) && address.EndsWith(Ipv4Loopback, StringComparison.Ordinal);

    // Files come and go while they are looked at.
    private static string Target(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
