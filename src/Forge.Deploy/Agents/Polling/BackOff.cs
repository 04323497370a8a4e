namespace Forge.Deploy.Agents.Polling;

/// <summary>How long to wait after failures: twice as long each time, up to a limit, and never many at the same moment.</summary>
/// <param name="First">About the wait after the first failure.</param>
/// <param name="Longest">The longest wait.</param>
internal sealed record BackOff(TimeSpan First, TimeSpan Longest)
{
    private const int MostDoublings = 20;

    /// <summary>Returns the wait after a failure.</summary>
    /// <param name="failures">How many there were in a row, from 1.</param>
    /// <param name="chance">A random number from 0 to 1: the wait is between half of it and all.</param>
    public TimeSpan After(int failures, double chance)
    {
        var whole = First * Math.Pow(2, Math.Min(failures - 1, MostDoublings));
        return (whole < Longest ? whole : Longest) * (0.5 + (chance / 2));
    }
}
