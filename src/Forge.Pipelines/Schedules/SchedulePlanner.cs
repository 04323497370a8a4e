using Cronos;

namespace Forge.Pipelines.Schedules;

/// <summary>Finds the times of a schedule.</summary>
internal static class SchedulePlanner
{
    private const int FieldsWithSeconds = 6;

    // A host that was down for a year must not count every second of it.
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromMinutes(1);

    /// <summary>Reads a cron expression.</summary>
    /// <exception cref="CronFormatException">It is none.</exception>
    public static CronExpression Parse(string cron) => CronExpression.Parse(
        cron,
        cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == FieldsWithSeconds ? CronFormat.IncludeSeconds : CronFormat.Standard);

    /// <summary>Finds the newest time after one and not after another: what was missed in between is not made up for.</summary>
    /// <returns>The time; null when there is none.</returns>
    public static DateTimeOffset? FindDue(CronExpression cron, TimeZoneInfo zone, DateTimeOffset after, DateTimeOffset now)
    {
        for (var lookBack = FirstLookBack; ; lookBack *= 2)
        {
            var from = now - after <= lookBack ? after : now - lookBack;
            DateTimeOffset? due = null;
            for (var next = cron.GetNextOccurrence(from, zone); next <= now; next = cron.GetNextOccurrence(next.Value, zone))
            {
                due = next;
            }

            if (due is not null || from == after)
            {
                return due;
            }
        }
    }
}
