namespace Forge.Build.Reports;

/// <summary>Counts the test cases of a report and keeps the detail of some, those that did not succeed before others.</summary>
/// <param name="mask">Masks secrets in texts.</param>
internal sealed class TestTally(Func<string, string> mask)
{
    private readonly long[] _counts = new long[Enum.GetValues<BuildTestStatus>().Length];
    private readonly List<(long Number, BuildTestCase Case)> _bad = [];
    private readonly List<(long Number, BuildTestCase Case)> _others = [];
    private long _total;

    /// <summary>Gets how many cases ended in which way.</summary>
    public BuildTestTotals Totals => new()
    {
        Succeeded = _counts[(int)BuildTestStatus.Succeeded],
        Failed = _counts[(int)BuildTestStatus.Failed],
        Error = _counts[(int)BuildTestStatus.Error],
        Skipped = _counts[(int)BuildTestStatus.Skipped],
        Unknown = _counts[(int)BuildTestStatus.Unknown],
    };

    /// <summary>Gets how long all cases ran.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Gets a value indicating whether there are more cases than are kept.</summary>
    public bool IsTruncated => _total > ReportLimits.KeptCases;

    /// <summary>Gets the cases that are kept, in the order in which they came.</summary>
    public IReadOnlyList<BuildTestCase> Cases =>
        [.. _bad.Concat(_others.Take(ReportLimits.KeptCases - _bad.Count)).OrderBy(kept => kept.Number).Select(kept => kept.Case)];

    /// <summary>Takes a case with its texts as they stand in the file.</summary>
    /// <exception cref="ReportException">There are too many.</exception>
    public void Add(BuildTestCase test)
    {
        if (_total == ReportLimits.Cases)
        {
            throw new ReportException($"the report has more than {ReportLimits.Cases:N0} test cases: the others are not counted; write several reports");
        }

        _total++;
        _counts[(int)test.Status]++;
        Duration = ReportNumbers.Add(Duration, test.Duration);
        var kept = test.Status is BuildTestStatus.Failed or BuildTestStatus.Error or BuildTestStatus.Unknown ? _bad : _others;
        if (kept.Count < ReportLimits.KeptCases)
        {
            kept.Add((_total, Clip(test)));
        }
    }

    private BuildTestCase Clip(BuildTestCase test) => test with
    {
        Name = Clip(test.Name, ReportLimits.NameLength),
        Prefix = Clip(test.Prefix, ReportLimits.NameLength),
        Suite = Clip(test.Suite, ReportLimits.NameLength),
        Message = Clip(test.Message, ReportLimits.MessageLength),
    };

    private string Clip(string text, int length) => text.Length == 0 ? "" : ReportText.Clip(mask(text), length);
}
