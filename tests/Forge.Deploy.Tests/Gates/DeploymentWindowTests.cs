using System.Globalization;
using CsCheck;
using Forge.Deploy.Gates;

namespace Forge.Deploy.Tests.Gates;

public sealed class DeploymentWindowTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];

    [Theory]
    [InlineData("2026-11-24T08:59:59Z", false)] // a Tuesday
    [InlineData("2026-11-24T09:00:00Z", true)]
    [InlineData("2026-11-24T16:59:59.9999999Z", true)]
    [InlineData("2026-11-24T17:00:00Z", false)]
    [InlineData("2026-11-22T12:00:00Z", false)]
    [InlineData("2026-11-24T10:00:00+02:00", false)]
    public void IsOpen_WorkingHours_BeginsAtTheFirstMomentAndEndsBeforeTheLast(string now, bool expected) =>
        Window("Monday,Tuesday,Wednesday,Thursday,Friday", "09:00", "17:00", "UTC").IsOpen(At(now)).Should().Be(expected);

    [Theory]
    [InlineData("2026-11-27T21:59:00Z", false)] // a Friday
    [InlineData("2026-11-27T22:00:00Z", true)]
    [InlineData("2026-11-28T01:59:00Z", true)]
    [InlineData("2026-11-28T02:00:00Z", false)]
    [InlineData("2026-11-28T23:00:00Z", false)]
    [InlineData("2026-11-27T01:00:00Z", false)]
    public void IsOpen_OverMidnight_BelongsToTheDayOnWhichItBegins(string now, bool expected) =>
        Window("Friday", "22:00", "02:00", "UTC").IsOpen(At(now)).Should().Be(expected);

    [Theory]
    [InlineData("2026-11-24T00:00:00Z")]
    [InlineData("2026-11-24T23:59:59Z")]
    public void IsOpen_MidnightToMidnight_IsTheWholeDay(string now)
    {
        Window("Tuesday", "00:00", "00:00", "UTC").IsOpen(At(now)).Should().BeTrue();
        Window("Monday,Wednesday", "00:00", "00:00", "UTC").IsOpen(At(now)).Should().BeFalse();
        Window("", "00:00", "00:00", "UTC").IsOpen(At(now)).Should().BeTrue();
    }

    // Berlin's clocks jump from 02:00 to 03:00 on 2026-03-29 at 01:00 UTC, and from 03:00 to 02:00 on 2026-10-25 at 01:00 UTC.
    [Theory]
    [InlineData("02:00", "04:00", "2026-03-29T00:59:00Z", false)]
    [InlineData("02:00", "04:00", "2026-03-29T01:00:00Z", true)]
    [InlineData("02:00", "04:00", "2026-03-29T02:00:00Z", false)]
    [InlineData("02:15", "02:45", "2026-03-29T01:00:00Z", false)]
    [InlineData("02:15", "02:45", "2026-10-25T00:20:00Z", true)]
    [InlineData("02:15", "02:45", "2026-10-25T00:50:00Z", false)]
    [InlineData("02:15", "02:45", "2026-10-25T01:20:00Z", true)]
    [InlineData("01:00", "02:30", "2026-10-25T01:10:00Z", true)]
    public void IsOpen_ClocksAreSet_TheWallClockDecides(string from, string to, string now, bool expected) =>
        Window("", from, to, "Europe/Berlin").IsOpen(At(now)).Should().Be(expected);

    [Theory]
    [InlineData("", "09:00", "17:00", "2026-11-24T10:00:30Z", "2026-11-24T10:00:30Z")]
    [InlineData("", "09:00", "17:00", "2026-11-24T18:00:30Z", "2026-11-25T08:00:00Z")]
    [InlineData("Monday", "09:00", "17:00", "2026-11-24T18:00:00Z", "2026-11-30T08:00:00Z")]
    [InlineData("Sunday", "02:15", "02:45", "2026-03-28T18:00:00Z", "2026-04-05T00:15:00Z")] // the first Sunday has no such time
    [InlineData("Sunday", "02:15", "02:45", "2026-10-25T00:50:00Z", "2026-10-25T01:15:00Z")] // and this one has it twice
    public void NextOpening_Berlin_IsTheFirstOpenMinute(string days, string from, string to, string now, string expected) =>
        new DeploymentWindows([Window(days, from, to, "Europe/Berlin")]).NextOpening(At(now)).Should().Be(At(expected));

    [Fact]
    public void NextOpening_AnyWindowsAnyTime_IsOpenThenAndNotBefore()
    {
        var anyWindow = Gen.Select(Gen.Int[0, 6].List[0, 3], Gen.Int[0, 1439], Gen.Int[0, 1439], Gen.Int[0, Zones.Length - 1].Select(at => Zones[at]));
        Gen.Select(anyWindow.List[1, 2], Gen.Int[0, 366 * 1440]).Sample(
            (shapes, minute) =>
            {
                var windows = new DeploymentWindows(
                    [.. shapes.Select(shape => new DeploymentWindow([.. shape.Item1.Select(day => (DayOfWeek)day)], Minute(shape.Item2), Minute(shape.Item3), TimeZoneInfo.FindSystemTimeZoneById(shape.Item4)))]);
                var now = At("2026-01-01T00:00:00Z").AddMinutes(minute);
                var next = windows.NextOpening(now);
                return next is { } at && windows.IsOpen(at) && (at == now || !windows.IsOpen(at.AddMinutes(-1)));
            },
            iter: 200);
    }

    [Fact]
    public void Windows_None_AreAlwaysOpen()
    {
        DeploymentWindows.Always.IsOpen(At("2026-11-24T00:00:00Z")).Should().BeTrue();
        new DeploymentWindows([Window("Monday", "09:00", "10:00", "UTC"), Window("Tuesday", "09:00", "10:00", "UTC")]).IsOpen(At("2026-11-24T09:30:00Z")).Should().BeTrue();
    }

    private static TimeOnly Minute(int minute) => new(minute / 60, minute % 60);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

    private static DeploymentWindow Window(string days, string from, string to, string zone)
    {
        var options = new DeploymentWindowOptions { From = TimeOnly.Parse(from, CultureInfo.InvariantCulture), To = TimeOnly.Parse(to, CultureInfo.InvariantCulture), TimeZone = zone };
        foreach (var day in days.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            options.Days.Add(Enum.Parse<DayOfWeek>(day));
        }

        return DeploymentWindow.Of(options);
    }
}
