namespace Forge.Build.Specs;

/// <summary>Reads <c>reports</c>.</summary>
internal static class ReportSpecReader
{
    private const string DefaultFormat = "JUNITXML";

    private static readonly string[] Formats =
    [
        "CUCUMBERJSON", DefaultFormat, "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX",
        "CLOVERXML", "COBERTURAXML", "JACOCOXML", "SIMPLECOV",
    ];

    public static IReadOnlyList<ReportSpec> Read(SpecSection reports) =>
        [.. reports.Entries.Select(entry => (entry.Key.Text, Section: reports.Section(entry.Key.Text)))
            .Where(report => report.Section is not null)
            .Select(report => Read(report.Text, report.Section!))];

    private static ReportSpec Read(string group, SpecSection section)
    {
        section.AllowOnly("REPORTS", "files", "file-format", "base-directory", "discard-paths");
        var format = section.Text("file-format").ToUpperInvariant();
        if (format.Length > 0 && !Formats.Contains(format))
        {
            section.Refuse(section.Find("file-format")!, "file-format", $"one of {string.Join(", ", Formats)}", 0);
        }

        return new ReportSpec
        {
            Group = group,
            Files = section.Texts("files") ?? [],
            Format = format.Length > 0 ? format : DefaultFormat,
            BaseDirectory = section.Text("base-directory"),
            DiscardPaths = section.Boolean("discard-paths"),
        };
    }
}
