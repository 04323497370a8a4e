using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Clover's XML. Branches are those of a file's metrics: what counts of a condition's line mean differs between tools.</summary>
internal sealed class CloverReport(CoverageTally tally) : IXmlReport
{
    private string? _file;
    private bool _isInClass;

    /// <inheritdoc/>
    public bool WantsText(string name) => false;

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "file":
                _file = element.GetAttribute("path") is { Length: > 0 } path ? path : element.GetAttribute("name") ?? "";
                break;
            case "class":
                _isInClass = true;
                break;
            case "metrics" when _file is not null && !_isInClass:
                AddMetrics(
                    _file,
                    ReportNumbers.Count(element.GetAttribute("conditionals")),
                    ReportNumbers.Count(element.GetAttribute("coveredconditionals")));
                break;
            case "line" when _file is not null && ReportNumbers.Line(element.GetAttribute("num")) is { } number:
                var isHit = ReportNumbers.IsPositive(element.GetAttribute("count") ?? element.GetAttribute("truecount"));
                tally.Change(_file, file => file.AddLine(number, isHit));
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        switch (name)
        {
            case "file":
                _file = null;
                break;
            case "class":
                _isInClass = false;
                break;
        }
    }

    private void AddMetrics(string path, int all, int taken)
    {
        var covered = Math.Min(taken, all);
        tally.Change(path, file => file.AddCounts(new BuildCoverage { BranchesCovered = covered, BranchesMissed = all - covered }));
    }
}
