namespace Forge.Build.Reports;

/// <summary>What there is to know of each format.</summary>
internal static class ReportFormats
{
    /// <summary>Gives the reference's word for a format.</summary>
    public static string ToReferenceName(this ReportFormat format) => format.ToString().ToUpperInvariant();

    /// <summary>Says what reports of a format are about.</summary>
    public static BuildReportType ToType(this ReportFormat format) =>
        format is ReportFormat.CloverXml or ReportFormat.CoberturaXml or ReportFormat.JacocoXml or ReportFormat.SimpleCov
            ? BuildReportType.CodeCoverage
            : BuildReportType.Test;

    /// <summary>Gives the reference's word for a type.</summary>
    public static string ToReferenceName(this BuildReportType type) => type is BuildReportType.Test ? "TEST" : "CODE_COVERAGE";

    /// <summary>Finds a format by the reference's word, in either case.</summary>
    public static ReportFormat? Find(string name) =>
        Array.Find(Enum.GetValues<ReportFormat>(), format => format.ToReferenceName().Equals(name, StringComparison.OrdinalIgnoreCase)) is var found
            && found.ToReferenceName().Equals(name, StringComparison.OrdinalIgnoreCase)
            ? found
            : null;
}
