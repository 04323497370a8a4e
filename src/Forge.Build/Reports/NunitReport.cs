using System.Xml;

namespace Forge.Build.Reports;

/// <summary>The XML of NUnit 2, which other frameworks write too.</summary>
internal sealed class NunitReport(TestTally tally) : IXmlReport
{
    private readonly Stack<string> _suites = [];
    private BuildTestCase? _case;

    /// <inheritdoc/>
    public bool WantsText(string name) => _case is not null && name is "message" or "stack-trace";

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "test-suite":
                _suites.Push(element.GetAttribute("name") ?? "");
                break;
            case "test-case":
                var suite = _suites.TryPeek(out var top) ? top : "";
                _case = new BuildTestCase
                {
                    Name = element.GetAttribute("name") ?? "",
                    Prefix = suite,
                    Suite = suite,
                    Status = StatusOf(element.GetAttribute("result"), element.GetAttribute("executed"), element.GetAttribute("success")),
                    Duration = ReportNumbers.Seconds(element.GetAttribute("time")),
                };
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
            case "message" or "stack-trace" when _case is not null:
                _case = _case with { Message = ReportText.Join(_case.Message, text) };
                break;
            case "test-case" when _case is not null:
                tally.Add(_case);
                _case = null;
                break;
        }
    }

    // Before version 2.5 there is no result.
    private static BuildTestStatus StatusOf(string? result, string? executed, string? success) => result switch
    {
        "Success" => BuildTestStatus.Succeeded,
        "Failure" => BuildTestStatus.Failed,
        "Error" or "NotRunnable" or "Invalid" or "Cancelled" => BuildTestStatus.Error,
        "Ignored" or "Skipped" => BuildTestStatus.Skipped,
        null when string.Equals(executed, "False", StringComparison.OrdinalIgnoreCase) => BuildTestStatus.Skipped,
        null when string.Equals(success, "True", StringComparison.OrdinalIgnoreCase) => BuildTestStatus.Succeeded,
        null when success is not null => BuildTestStatus.Failed,
        _ => BuildTestStatus.Unknown,
    };
}
