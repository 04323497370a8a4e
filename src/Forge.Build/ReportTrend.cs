namespace Forge.Build;

/// <summary>How the reports of one group went over builds.</summary>
public sealed record ReportTrend
{
    private const double Hundred = 100;

    /// <summary>Gets the report group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets one point for each build with a report that tells something, in order of their numbers.</summary>
    public required IReadOnlyList<ReportTrendPoint> Points { get; init; }

    /// <summary>Gets the spread of the pass rate, in percent; null when no point has one.</summary>
    public ReportTrendSpread? PassRate { get; init; }

    /// <summary>Gets the spread of the number of test cases; null when no point has one.</summary>
    public ReportTrendSpread? Total { get; init; }

    /// <summary>Gets the spread of the duration, in seconds; null when no point has one.</summary>
    public ReportTrendSpread? Seconds { get; init; }

    /// <summary>Gets the spread of the line coverage, in percent; null when no point has one.</summary>
    public ReportTrendSpread? LinePercentage { get; init; }

    /// <summary>Gets the spread of the branch coverage, in percent; null when no point has one.</summary>
    public ReportTrendSpread? BranchPercentage { get; init; }

    /// <summary>Draws the trend of a group. Reports of other groups, and those that are incomplete or still being made, are left out.</summary>
    /// <param name="group">The report group.</param>
    /// <param name="reports">Reports of any builds, in any order.</param>
    /// <returns>The trend; without points when nothing tells of the group.</returns>
    public static ReportTrend Of(string group, IEnumerable<BuildReport> reports)
    {
        ReportTrendPoint[] points =
        [
            .. reports.Where(report => report.Group == group && report.Status is BuildReportStatus.Succeeded or BuildReportStatus.Failed)
                .OrderBy(report => report.BuildNumber)
                .Select(ToPoint),
        ];
        return new ReportTrend
        {
            Group = group,
            Points = points,
            PassRate = Spread(points, point => point.PassRate),
            Total = Spread(points, point => point.Total),
            Seconds = Spread(points, point => point.Seconds),
            LinePercentage = Spread(points, point => point.LinePercentage),
            BranchPercentage = Spread(points, point => point.BranchPercentage),
        };
    }

    private static ReportTrendPoint ToPoint(BuildReport report)
    {
        var isTest = report.Type is BuildReportType.Test;
        var run = report.Totals.Total - report.Totals.Skipped;
        var coverage = report.Coverage;
        return new ReportTrendPoint
        {
            BuildNumber = report.BuildNumber,
            BuildId = report.BuildId,
            Status = report.Status,
            PassRate = isTest && run > 0 ? Hundred * report.Totals.Succeeded / run : null,
            Total = isTest ? report.Totals.Total : null,
            Seconds = isTest ? report.Duration.TotalSeconds : null,
            LinePercentage = coverage?.LinePercentage,
            BranchPercentage = coverage is { } counts && counts.BranchesCovered + counts.BranchesMissed > 0 ? counts.BranchPercentage : null,
        };
    }

    private static ReportTrendSpread? Spread(IEnumerable<ReportTrendPoint> points, Func<ReportTrendPoint, double?> figure)
    {
        double[] figures = [.. points.Select(figure).OfType<double>()];
        return figures.Length == 0 ? null : new ReportTrendSpread { Average = figures.Average(), Minimum = figures.Min(), Maximum = figures.Max() };
    }
}
