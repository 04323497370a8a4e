using System.Globalization;

namespace Forge.Build.Reports;

/// <summary>Writes what the log says of a report.</summary>
internal static class ReportTexts
{
    /// <summary>Sums a report up in one line.</summary>
    public static string Line(BuildReport report)
    {
        var head = $"Generated {report.Type.ToReferenceName()} report {report.Group}: {report.Status.ToString().ToUpperInvariant()}";
        return report.Coverage is { } coverage
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{head}, {coverage.LinePercentage:0.00} % of {coverage.LinesCovered + coverage.LinesMissed} lines, {coverage.BranchPercentage:0.00} % of {coverage.BranchesCovered + coverage.BranchesMissed} branches")
            : $"{head}, {report.Totals.Total} test case(s): {report.Totals.Succeeded} succeeded, {report.Totals.Failed} failed, {report.Totals.Error} with an error, {report.Totals.Skipped} skipped, {report.Totals.Unknown} unknown";
    }
}
