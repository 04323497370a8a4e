using System.Globalization;

namespace Forge.Build.Reports;

/// <summary>Reads numbers of report files: whatever stands there, something sensible comes out.</summary>
internal static class ReportNumbers
{
    private const int LargestCount = 1_000_000;
    private const double NanosecondsPerSecond = 1e9;
    private const double MillisecondsPerSecond = 1e3;

    /// <summary>Reads seconds, with or without separators of thousands.</summary>
    public static TimeSpan Seconds(string? text) => FromSeconds(Number(text));

    /// <summary>Reads milliseconds.</summary>
    public static TimeSpan Milliseconds(string? text) => FromSeconds(Number(text) / MillisecondsPerSecond);

    /// <summary>Takes nanoseconds.</summary>
    public static TimeSpan Nanoseconds(double nanoseconds) => FromSeconds(nanoseconds / NanosecondsPerSecond);

    /// <summary>Reads hours, minutes and seconds.</summary>
    public static TimeSpan Clock(string? text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? Least(time, ReportLimits.Duration) : TimeSpan.Zero;

    /// <summary>Adds durations without running over.</summary>
    public static TimeSpan Add(TimeSpan one, TimeSpan other) => Least(one + other, ReportLimits.Duration);

    /// <summary>Says whether a count is more than zero.</summary>
    public static bool IsPositive(string? text) => Number(text) > 0;

    /// <summary>Reads a count, from 0 to a million.</summary>
    public static int Count(string? text) => Number(text) is > 0 and var number ? (int)Math.Min(number, LargestCount) : 0;

    /// <summary>Reads the number of a line; null when it is none.</summary>
    public static int? Line(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var line) && line >= 0 ? line : null;

    private static double Number(string? text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // Not a number compares false with everything.
    private static TimeSpan FromSeconds(double seconds) =>
        seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, ReportLimits.Duration.TotalSeconds)) : TimeSpan.Zero;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
