namespace Forge.Deploy.Driving;

/// <summary>How often and when a target is tried again.</summary>
/// <param name="Attempts">The most attempts, the first included.</param>
/// <param name="First">The wait before the second attempt; it doubles from one to the next.</param>
internal sealed record ConnectionRetry(int Attempts, TimeSpan First)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Gets how long a connection must have held for its loss to count as the first.</summary>
    public static TimeSpan Steady { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Returns the wait after an attempt.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    public TimeSpan BackOff(int attempt)
    {
        const int MostDoublings = 10;
        var wait = First * (1 << Math.Min(attempt - 1, MostDoublings));
        return wait < Longest ? wait : Longest;
    }
}
