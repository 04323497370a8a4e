using System.Globalization;

namespace Forge.Scenarios;

/// <summary>The memory of this process that is resident, as the kernel counts it.</summary>
internal static class PeakMemory
{
    private const string ForgetPeak = "5";

    /// <summary>Begins to look for the peak anew.</summary>
    public static void Forget() => File.WriteAllText("/proc/self/clear_refs", ForgetPeak);

    /// <summary>Gets the most bytes since then.</summary>
    public static long Peak() => Read("VmHWM:");

    /// <summary>Gets the bytes of this moment.</summary>
    public static long Now() => Read("VmRSS:");

    private static long Read(string name) => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
