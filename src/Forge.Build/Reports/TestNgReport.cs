using System.Xml;

namespace Forge.Build.Reports;

/// <summary>TestNG's XML. Methods that only prepare count when they fail.</summary>
internal sealed class TestNgReport(TestTally tally) : IXmlReport
{
    private readonly List<string> _parameters = [];
    private string _suite = "";
    private string _class = "";
    private BuildTestCase? _case;
    private bool _isPreparation;

    /// <inheritdoc/>
    public bool WantsText(string name) => _case is not null && name is "message" or "full-stacktrace" or "short-stacktrace" or "value";

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "suite":
                _suite = element.GetAttribute("name") ?? "";
                break;
            case "class":
                _class = element.GetAttribute("name") ?? "";
                break;
            case "test-method":
                _parameters.Clear();
                _isPreparation = element.GetAttribute("is-config") == "true";
                _case = new BuildTestCase
                {
                    Name = element.GetAttribute("name") ?? element.GetAttribute("signature") ?? "",
                    Prefix = _class,
                    Suite = _suite,
                    Status = StatusOf(element.GetAttribute("status"), _isPreparation),
                    Duration = ReportNumbers.Milliseconds(element.GetAttribute("duration-ms")),
                };
                break;
            case "exception" when _case is { Message: "" }:
                _case = _case with { Message = element.GetAttribute("class") ?? "" };
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        if (_case is null)
        {
            return;
        }

        switch (name)
        {
            case "value" when _parameters.Count < ReportLimits.Depth:
                _parameters.Add(ReportText.Clip(text, ReportLimits.NameLength));
                break;
            case "message" or "full-stacktrace" or "short-stacktrace":
                _case = _case with { Message = ReportText.Join(_case.Message, text) };
                break;
            case "test-method":
                if (!_isPreparation || _case.Status is BuildTestStatus.Error)
                {
                    tally.Add(_parameters.Count == 0 ? _case : _case with { Name = $"{_case.Name}({string.Join(", ", _parameters)})" });
                }

                _case = null;
                break;
        }
    }

    private static BuildTestStatus StatusOf(string? status, bool isPreparation) => status switch
    {
        "PASS" => BuildTestStatus.Succeeded,
        "FAIL" => isPreparation ? BuildTestStatus.Error : BuildTestStatus.Failed,
        "SKIP" => BuildTestStatus.Skipped,
        _ => BuildTestStatus.Unknown,
    };
}
