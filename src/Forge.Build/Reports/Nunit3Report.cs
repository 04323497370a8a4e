using System.Xml;

namespace Forge.Build.Reports;

/// <summary>The XML of NUnit 3 and later.</summary>
internal sealed class Nunit3Report(TestTally tally) : IXmlReport
{
    private readonly Stack<string> _suites = [];
    private BuildTestCase? _case;
    private bool _isReason;

    /// <inheritdoc/>
    public bool WantsText(string name) => _isReason && name is "message" or "stack-trace";

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "test-suite":
                _suites.Push(element.GetAttribute("fullname") ?? element.GetAttribute("name") ?? "");
                break;
            case "test-case":
                var suite = _suites.TryPeek(out var top) ? top : "";
                _case = new BuildTestCase
                {
                    Name = element.GetAttribute("name") ?? element.GetAttribute("fullname") ?? "",
                    Prefix = element.GetAttribute("classname") is { Length: > 0 } prefix ? prefix : suite,
                    Suite = suite,
                    Status = StatusOf(element.GetAttribute("result"), element.GetAttribute("label")),
                    Duration = ReportNumbers.Seconds(element.GetAttribute("duration") ?? element.GetAttribute("time")),
                };
                break;
            case "failure" or "reason" when _case is not null:
                _isReason = true;
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        switch (name)
        {
            case "test-suite":
                _suites.TryPop(out _);
                break;
            case "failure" or "reason":
                _isReason = false;
                break;
            case "message" or "stack-trace" when _isReason && _case is not null:
                _case = _case with { Message = ReportText.Join(_case.Message, text) };
                break;
            case "test-case" when _case is not null:
                tally.Add(_case);
                _case = null;
                break;
        }
    }

    private static BuildTestStatus StatusOf(string? result, string? label) => (result, label) switch
    {
        ("Passed" or "Warning", _) => BuildTestStatus.Succeeded,
        ("Failed", "Error" or "Invalid" or "Cancelled") => BuildTestStatus.Error,
        ("Failed", _) => BuildTestStatus.Failed,
        ("Skipped", _) => BuildTestStatus.Skipped,
        _ => BuildTestStatus.Unknown,
    };
}
