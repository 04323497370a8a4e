using System.Xml;

namespace Forge.Build.Reports;

/// <summary>Visual Studio's TRX. A result that is made of inner results is not counted beside them.</summary>
internal sealed class TrxReport(TestTally tally) : IXmlReport
{
    private readonly Stack<(BuildTestCase Case, bool HasInner)> _results = [];
    private string _suite = "";
    private bool _isError;

    /// <inheritdoc/>
    public bool WantsText(string name) => _isError && name is "Message" or "StackTrace";

    /// <inheritdoc/>
    public void Begin(string name, XmlReader element)
    {
        switch (name)
        {
            case "TestRun":
                _suite = element.GetAttribute("name") ?? "";
                break;
            case "UnitTestResult":
                if (_results.TryPop(out var outer))
                {
                    _results.Push((outer.Case, true));
                }

                var title = element.GetAttribute("testName") ?? "";
                _results.Push((
                    new BuildTestCase
                    {
                        Name = title,
                        Prefix = ClassOf(title),
                        Suite = _suite,
                        Status = StatusOf(element.GetAttribute("outcome")),
                        Duration = ReportNumbers.Clock(element.GetAttribute("duration")),
                    },
                    false));
                break;
            case "ErrorInfo":
                _isError = _results.Count > 0;
                break;
        }
    }

    /// <inheritdoc/>
    public void End(string name, string text)
    {
        switch (name)
        {
            case "ErrorInfo":
                _isError = false;
                break;
            case "Message" or "StackTrace" when _isError && _results.TryPop(out var result):
                _results.Push((result.Case with { Message = ReportText.Join(result.Case.Message, text) }, result.HasInner));
                break;
            case "UnitTestResult" when _results.TryPop(out var ended) && !ended.HasInner:
                tally.Add(ended.Case);
                break;
        }
    }

    // The class stands at the end of the file, by the test's id; the name usually begins with it.
    private static string ClassOf(string name)
    {
        var arguments = name.IndexOf('(', StringComparison.Ordinal);
        var method = (arguments < 0 ? name : name[..arguments]).LastIndexOf('.');
        return method > 0 ? name[..method] : "";
    }

    private static BuildTestStatus StatusOf(string? outcome) => outcome switch
    {
        "Passed" or "PassedButRunAborted" or "Completed" or "Warning" => BuildTestStatus.Succeeded,
        "Failed" => BuildTestStatus.Failed,
        // The attribute is left out where it has its first value.
        null or "Error" or "Timeout" or "Aborted" or "NotRunnable" or "Disconnected" => BuildTestStatus.Error,
        "NotExecuted" or "Pending" => BuildTestStatus.Skipped,
        _ => BuildTestStatus.Unknown,
    };
}
