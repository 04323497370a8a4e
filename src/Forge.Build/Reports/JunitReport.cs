using System.Xml;

namespace Forge.Build.Reports;

/// <summary>JUnit's XML. There are many dialects: what one of them leaves out is not missed.</summary>
internal sealed class JunitReport(TestTally tally) : IXmlReport
{
    private readonly Stack<string> _suites = [];
    private BuildTestCase? _case;
    private string _message = "";

    /// <inheritdoc/>
    public bool WantsText(string name) => _case is not null && name is "failure" or "error" or "skipped";

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "testsuite":
                _suites.Push(element.GetAttribute("name") ?? "");
                break;
            case "testcase":
                var suite = _suites.TryPeek(out var top) ? top : "";
                _case = new BuildTestCase
                {
                    Name = element.GetAttribute("name") ?? "",
                    Prefix = element.GetAttribute("classname") is { Length: > 0 } prefix ? prefix : suite,
                    Suite = suite,
                    Status = StatusOf(element.GetAttribute("result") ?? element.GetAttribute("status")),
                    Duration = ReportNumbers.Seconds(element.GetAttribute("time")),
                };
                break;
            case "failure" or "error" or "skipped" when _case is not null:
                _message = element.GetAttribute("message") ?? "";
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        switch (name)
        {
            case "testsuite":
                _suites.TryPop(out _);
                break;
            case "failure" or "error" or "skipped" when _case is not null:
                var status = name switch { "failure" => BuildTestStatus.Failed, "error" => BuildTestStatus.Error, _ => BuildTestStatus.Skipped };
                _case = _case with
                {
                    Status = Weight(status) > Weight(_case.Status) ? status : _case.Status,
                    Message = ReportText.Join(_case.Message, ReportText.Join(_message, text)),
                };
                break;
            case "testcase" when _case is not null:
                tally.Add(_case);
                _case = null;
                break;
        }
    }

    private static int Weight(BuildTestStatus status) => status switch
    {
        BuildTestStatus.Succeeded => 0,
        BuildTestStatus.Skipped => 1,
        BuildTestStatus.Failed => 2,
        _ => 3,
    };

    private static BuildTestStatus StatusOf(string? text) => text?.ToUpperInvariant() switch
    {
        "SKIPPED" or "DISABLED" or "IGNORED" or "NOTRUN" or "SUPPRESSED" => BuildTestStatus.Skipped,
        "FAILED" or "FAIL" or "FAILURE" => BuildTestStatus.Failed,
        "ERROR" => BuildTestStatus.Error,
        _ => BuildTestStatus.Succeeded,
    };
}
