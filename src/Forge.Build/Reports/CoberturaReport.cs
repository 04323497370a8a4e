using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Cobertura's XML. The lines of a class count; those of its methods, which repeat them, where it has none of its own.</summary>
internal sealed class CoberturaReport(CoverageTally tally) : IXmlReport
{
    private readonly List<(int Number, bool IsHit, (int Taken, int All) Branches)> _ofMethods = [];
    private string? _file;
    private bool _isInMethods;
    private bool _hasLines;

    /// <inheritdoc/>
    public bool WantsText(string name) => false;

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "class":
                _file = element.GetAttribute("filename") is { Length: > 0 } path ? path : element.GetAttribute("name") ?? "";
                _hasLines = false;
                _ofMethods.Clear();
                tally.Change(_file, _ => { });
                break;
            case "methods":
                _isInMethods = true;
                break;
            case "line" when _file is not null && ReportNumbers.Line(element.GetAttribute("number")) is { } number:
                Add((number, ReportNumbers.IsPositive(element.GetAttribute("hits")), BranchesOf(element.GetAttribute("condition-coverage"))));
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        switch (name)
        {
            case "methods":
                _isInMethods = false;
                break;
            case "class" when _file is { } path:
                foreach (var line in _hasLines ? [] : _ofMethods)
                {
                    tally.Change(path, file => file.AddLine(line.Number, line.IsHit, line.Branches));
                }

                _file = null;
                break;
        }
    }

    private void Add((int Number, bool IsHit, (int Taken, int All) Branches) line)
    {
        if (_isInMethods)
        {
            _ofMethods.Add(line);
            return;
        }

        _hasLines = true;
        tally.Change(_file!, file => file.AddLine(line.Number, line.IsHit, line.Branches));
    }

    // "50% (1/2)"
    private static (int Taken, int All) BranchesOf(string? text)
    {
        var (from, slash, to) = text is null ? (-1, -1, -1) : (text.IndexOf('(', StringComparison.Ordinal), text.IndexOf('/', StringComparison.Ordinal), text.IndexOf(')', StringComparison.Ordinal));
        return from >= 0 && slash > from && to > slash
            ? (ReportNumbers.Count(text![(from + 1)..slash]), ReportNumbers.Count(text[(slash + 1)..to]))
            : default;
    }
}
