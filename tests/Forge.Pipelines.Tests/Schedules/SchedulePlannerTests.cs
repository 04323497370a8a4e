using System.Globalization;
using Forge.Pipelines.Schedules;

namespace Forge.Pipelines.Tests.Schedules;

public sealed class SchedulePlannerTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("0 2 * * *", "2026-06-01T00:00Z", "2026-06-02T00:30Z", "2026-06-02T00:00Z")]
    [InlineData("0 2 * * *", "2026-01-01T01:00Z", "2026-01-02T00:59Z", null)]
    [InlineData("*/15 * * * *", "2026-01-01T00:00Z", "2026-01-05T10:01Z", "2026-01-05T10:00Z")]
    [InlineData("30 * * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z", "2026-01-01T00:00:30Z")]
    [InlineData("* * * * * *", "2016-01-01T00:00:00Z", "2026-01-01T00:00:30Z", "2026-01-01T00:00:30Z")]
    [InlineData("0 0 29 2 *", "2024-01-01T00:00Z", "2026-01-01T00:00Z", "2024-02-28T23:00Z")]
    [InlineData("@daily", "2026-01-01T00:00Z", "2026-01-01T23:30Z", "2026-01-01T23:00Z")]
    public void FindDue_TimesPassed_IsTheNewestOfThem(string cron, string after, string now, string? expected) =>
        SchedulePlanner.FindDue(SchedulePlanner.Parse(cron), Berlin, At(after), At(now)).Should().Be(expected is null ? null : At(expected));

    // The clocks of Berlin went from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October.
    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z")]
    [InlineData("30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z")]
    [InlineData("30 2 * * *", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("*/30 * * * *", "2026-10-25T00:30Z", "2026-10-25T01:00Z")]
    public void GetNextOccurrence_ClocksChange_LosesNoTimeAndRepeatsNone(string cron, string after, string expected) =>
        SchedulePlanner.Parse(cron).GetNextOccurrence(At(after), Berlin).Should().Be(At(expected));

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
