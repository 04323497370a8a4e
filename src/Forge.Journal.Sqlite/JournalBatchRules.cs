namespace Forge.Journal.Sqlite;

/// <summary>What a caller must not ask.</summary>
internal static class JournalBatchRules
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromHours(1);

    /// <summary>Refuses a malformed batch.</summary>
    /// <exception cref="ArgumentException">The batch is malformed.</exception>
    public static void Check(JournalBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (batch.Appends.Count == 0)
        {
            throw new ArgumentException("The batch has no history to append to.", nameof(batch));
        }

        foreach (var append in batch.Appends)
        {
            if (append.Entries.Count == 0 || append.ExpectedSequence < 0)
            {
                throw new ArgumentException($"The batch has no events for '{append.Stream}', or expects a negative number of them there.", nameof(batch));
            }
        }

        if (batch.Appends.DistinctBy(append => append.Stream).Count() < batch.Appends.Count)
        {
            throw new ArgumentException("The batch names a history twice.", nameof(batch));
        }

        if (batch.Timers.FirstOrDefault(timer => timer.Delay < TimeSpan.Zero) is { } timer)
        {
            throw new ArgumentException($"The timer '{timer.Name}' of '{timer.Stream}' has a negative delay.", nameof(batch));
        }
    }

    /// <summary>Refuses a claim that is malformed.</summary>
    /// <exception cref="ArgumentException">There is no owner, or the time is out of range.</exception>
    public static void CheckClaim(string owner, TimeSpan timeToLive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(owner);
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, ShortestLease);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeToLive, LongestLease);
    }
}
