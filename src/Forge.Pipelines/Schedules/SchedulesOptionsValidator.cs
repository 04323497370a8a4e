using Cronos;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines.Schedules;

/// <summary>Lists every mistake in the schedules at once.</summary>
internal sealed class SchedulesOptionsValidator : IValidateOptions<SchedulesOptions>
{
    private const int LongestName = 100;
    private const int LongestCron = 500;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(36);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SchedulesOptions options)
    {
        var problems = options.Schedules.SelectMany(Problems).ToList();
        problems.AddRange(options.Schedules
            .GroupBy(schedule => schedule.Name, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => $"There are {same.Count()} schedules named '{same.Key}'. Give each a name of its own."));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(ScheduleOptions schedule)
    {
        if (schedule.Name.Length is 0 or > LongestName || !schedule.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            yield return $"The name '{schedule.Name}' of a schedule is not allowed: use 1 to {LongestName} letters, digits and dashes.";
        }

        if (schedule.Project.Length == 0)
        {
            yield return $"The schedule '{schedule.Name}' names no project: set Project.";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out var zone))
        {
            yield return $"The schedule '{schedule.Name}' has the time zone '{schedule.TimeZone}', which this machine does not know: use a name as in Europe/Berlin, or UTC.";
        }

        if (Problem(schedule, zone ?? TimeZoneInfo.Utc) is { } problem)
        {
            yield return problem;
        }

        if (schedule.Timeout is { } timeout && (timeout < ShortestTimeout || timeout > LongestTimeout))
        {
            yield return $"The schedule '{schedule.Name}' gives its builds {timeout}; use 1 second to 36 hours.";
        }
    }

    private static string? Problem(ScheduleOptions schedule, TimeZoneInfo zone)
    {
        // The parser calls itself for every part of a list.
        if (schedule.Cron.Length > LongestCron)
        {
            return $"The schedule '{schedule.Name}' has a cron expression of {schedule.Cron.Length:N0} characters; the most is {LongestCron}: make several schedules of it.";
        }

        try
        {
            return SchedulePlanner.Parse(schedule.Cron).GetNextOccurrence(DateTimeOffset.UnixEpoch, zone) is null
                ? $"The schedule '{schedule.Name}' has the cron expression '{schedule.Cron}', which is a time that never comes."
                : null;
        }
        catch (CronFormatException e)
        {
            return $"The schedule '{schedule.Name}' has the cron expression '{schedule.Cron}', which cannot be read: {e.Message} Write five fields, as in '0 2 * * MON-FRI', or six with seconds first.";
        }
    }
}
