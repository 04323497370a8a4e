using System.Xml;

namespace Forge.Build.Reports;

/// <summary>JaCoCo's XML. A line counts as run when any instruction of it was, as in JaCoCo's own sums.</summary>
internal sealed class JacocoReport(CoverageTally tally) : IXmlReport
{
    private string _package = "";
    private string? _file;
    private BuildCoverage _counts = new();

    /// <inheritdoc/>
    public bool WantsText(string name) => false;

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "package":
                _package = element.GetAttribute("name") ?? "";
                break;
            case "sourcefile":
                var title = element.GetAttribute("name") ?? "";
                _file = _package.Length > 0 ? $"{_package}/{title}" : title;
                _counts = new BuildCoverage();
                break;
            case "line" when _file is not null && ReportNumbers.Line(element.GetAttribute("nr")) is { } number:
                var isHit = ReportNumbers.IsPositive(element.GetAttribute("ci"));
                var taken = ReportNumbers.Count(element.GetAttribute("cb"));
                var branches = (taken, taken + ReportNumbers.Count(element.GetAttribute("mb")));
                tally.Change(_file, file => file.AddLine(number, isHit, branches));
                break;
            case "counter" when _file is not null:
                Count(element.GetAttribute("type"), ReportNumbers.Count(element.GetAttribute("covered")), ReportNumbers.Count(element.GetAttribute("missed")));
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        if (name == "sourcefile" && _file is { } path)
        {
            var counts = _counts;
            tally.Change(path, file => file.AddCounts(counts));
            _file = null;
        }
    }

    private void Count(string? type, int covered, int missed) => _counts = type switch
    {
        "LINE" => _counts with { LinesCovered = covered, LinesMissed = missed },
        "BRANCH" => _counts with { BranchesCovered = covered, BranchesMissed = missed },
        _ => _counts,
    };
}
