using System.Text;
using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

/// <summary>What a reader makes of one file.</summary>
internal sealed record ReadReport
{
    private const string Source = "/src";

    public required BuildReport Report { get; init; }

    public required IReadOnlyList<BuildTestCase> Cases { get; init; }

    public required IReadOnlyList<BuildFileCoverage> Files { get; init; }

    public required SpecProblem? Problem { get; init; }

    public static byte[] Data(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reports", "Data", name));

    public static ReadReport OfData(string format, string name) => Of(format, Data(name), name);

    public static ReadReport Of(string format, string text) => Of(format, Encoding.UTF8.GetBytes(text));

    public static ReadReport Of(string format, byte[] bytes, string name = "report")
    {
        var found = ReportFormats.Find(format)!.Value;
        var draft = new ReportDraft("shop-tests", found, new ReportTally(new TestTally(text => text), new CoverageTally(Source)));
        var problem = draft.Take(found, name, bytes);
        var document = draft.Finish(Facts, DateTimeOffset.UnixEpoch);
        return new ReadReport { Report = document.Report, Cases = document.Cases, Files = document.Files, Problem = problem };
    }

    public static ReportFacts Facts { get; } = new() { Project = "shop", BuildId = "b1", BuildNumber = 1, SourceDirectory = Source };

    public BuildTestCase Case(string name) => Cases.Single(test => test.Name.Contains(name, StringComparison.Ordinal));

    /// <summary>Gets the totals in the order succeeded, failed, error, skipped, unknown.</summary>
    public string Totals => $"{Report.Totals.Succeeded} {Report.Totals.Failed} {Report.Totals.Error} {Report.Totals.Skipped} {Report.Totals.Unknown}";

    /// <summary>Gets lines covered and missed, branches covered and missed.</summary>
    public static string Show(BuildCoverage coverage) =>
        $"{coverage.LinesCovered} {coverage.LinesMissed} {coverage.BranchesCovered} {coverage.BranchesMissed}";
}
