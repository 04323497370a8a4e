using System.Runtime.InteropServices;

namespace Forge.Testing.BadInput;

/// <summary>What a thread costs, whatever else the machine has to do.</summary>
internal static partial class ThreadTime
{
    // CLOCK_THREAD_CPUTIME_ID of Linux.
    private const int Clock = 3;

    /// <summary>Gets the processor time that the current thread has used.</summary>
    public static TimeSpan Used
    {
        get
        {
            _ = GetTime(Clock, out var time);
            return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out Specification time);

    private readonly record struct Specification(long Seconds, long Nanoseconds);
}
