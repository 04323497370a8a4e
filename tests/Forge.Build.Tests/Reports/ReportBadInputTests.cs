using Forge.Testing.BadInput;

namespace Forge.Build.Tests.Reports;

/// <summary>Broken and hostile reports: what is said of each, and what is counted all the same. The format begins a file's name.</summary>
public sealed class ReportBadInputTests
{
    private static readonly BadInputArea Area = new("report");

    public static TheoryData<string> Inputs => Area.Inputs;

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Read_BadInput_SaysWhatIsExpected(string input) => Area.Check(input, (file, bytes) =>
    {
        var read = ReadReport.Of(file.Split('-')[0].ToUpperInvariant(), bytes, file);
        var counted = $"counted: {read.Totals}{string.Concat(read.Cases.Take(3).Select(test => $", '{test.Name[..Math.Min(test.Name.Length, 40)]}' {test.Message}"))}{string.Concat(read.Files.Take(3).Select(covered => $", {covered.Path}"))}";
        return read.Problem is { } problem ? [problem.ToString(), counted] : [counted];
    });
}
