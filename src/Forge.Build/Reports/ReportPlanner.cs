using Forge.Build.Specs;

namespace Forge.Build.Reports;

/// <summary>Turns <c>reports</c> of a buildspec into a plan.</summary>
internal static class ReportPlanner
{
    public static ReportPlan Plan(IReadOnlyList<ReportSpec> specs) => new()
    {
        Groups =
        [
            .. specs.Select(spec => new ReportGroupPlan
            {
                Name = spec.Group,
                BaseDirectory = spec.BaseDirectory.Length > 0 ? spec.BaseDirectory : ".",
                Files = spec.Files,
                // The reader has refused what is no format.
                Format = ReportFormats.Find(spec.Format) ?? ReportFormat.JunitXml,
                DiscardPaths = spec.DiscardPaths,
            }),
        ],
    };
}
