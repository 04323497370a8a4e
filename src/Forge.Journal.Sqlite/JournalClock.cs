namespace Forge.Journal.Sqlite;

/// <summary>The clock of the journal.</summary>
/// <remarks>
/// Leases and timers run on a clock that starts with the wall clock and then only follows the monotonic one, so that somebody who
/// sets the time neither ends a lease nor fires a timer. What is recorded bears the time of the wall.
/// </remarks>
internal sealed class JournalClock(TimeProvider timeProvider)
{
    private readonly DateTimeOffset _start = timeProvider.GetUtcNow();
    private readonly long _startTimestamp = timeProvider.GetTimestamp();

    /// <summary>Gets the time of the wall clock, as ticks in UTC.</summary>
    public long WallTicks => timeProvider.GetUtcNow().UtcTicks;

    /// <summary>Gets the time by which leases and timers run, as ticks.</summary>
    public long Ticks => (_start + timeProvider.GetElapsedTime(_startTimestamp)).UtcTicks;
}
