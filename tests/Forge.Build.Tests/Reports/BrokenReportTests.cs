using System.Text;
using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

/// <summary>Broken and hostile files: the reader says what is wrong and where, and throws nothing.</summary>
public sealed class BrokenReportTests
{
    public static TheoryData<string> Formats { get; } = [.. Enum.GetValues<ReportFormat>().Select(format => format.ToReferenceName())];

    public static TheoryData<string, string> Files { get; } = new()
    {
        { "JUNITXML", "mocha-junit.xml" },
        { "NUNITXML", "xunit-nunit2.xml" },
        { "NUNIT3XML", "nunit3.xml" },
        { "TESTNGXML", "testng-results.xml" },
        { "VISUALSTUDIOTRX", "vstest.trx" },
        { "CUCUMBERJSON", "cucumber-js.json" },
        { "CLOVERXML", "nyc-clover.xml" },
        { "COBERTURAXML", "nyc-cobertura.xml" },
        { "JACOCOXML", "jacoco.xml" },
        { "SIMPLECOV", "simplecov-resultset.json" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_CutAnywhere_IsIncompleteAndThrowsNothing(string format, string file)
    {
        var bytes = ReadReport.Data(file);
        var step = Math.Max(1, bytes.Length / 97);
        for (var length = 1; length < bytes.AsSpan().TrimEnd((byte)'\n').Length; length += step)
        {
            var read = ReadReport.Of(format, bytes[..length], file);

            read.Report.Status.Should().Be(BuildReportStatus.Incomplete, "{0} was cut after {1} bytes", file, length);
            read.Problem!.Line.Should().BePositive();
            read.Report.Message.Should().StartWith($"{file}({read.Problem.Line},");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_AnyByteChanged_ThrowsNothing(string format, string file)
    {
        var bytes = ReadReport.Data(file);
        var random = new Random(20261124);
        for (var i = 0; i < 300; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));

            FluentActions.Invoking(() => ReadReport.Of(format, changed, file)).Should().NotThrow();
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Read_NoReportAtAll_SaysSo(string format)
    {
        foreach (var text in (string[])["", " ", "hello", "<", "{", "[", "null", "5", "\"x\"", "<html><body/></html>", "{\"name\":\"x\"}", "\0\0\0"])
        {
            var read = ReadReport.Of(format, text);

            read.Report.Status.Should().Be(BuildReportStatus.Incomplete, "'{0}' is no {1}", text, format);
            read.Problem!.File.Should().Be("report");
        }
    }

    [Fact]
    public void Read_ByteOrderMarkInJson_IsPassedOver() =>
        ReadReport.Of("CUCUMBERJSON", [.. Encoding.UTF8.Preamble, .. ReadReport.Data("cucumber-js.json")]).Problem.Should().BeNull();

    [Fact]
    public void Read_TenThousandCases_KeepsFiveHundredWithTheFailedOnesFirst()
    {
        var cases = Enumerable.Range(0, 10_000).Select(i => $"<testcase name='t{i}' time='0.001'>{(i % 100 == 99 ? "<failure message='no'/>" : "")}</testcase>");

        var read = ReadReport.Of("JUNITXML", $"<testsuite>{string.Concat(cases)}</testsuite>");

        read.Totals.Should().Be("9900 100 0 0 0");
        read.Report.IsTruncated.Should().BeTrue();
        read.Cases.Should().HaveCount(500);
        read.Cases.Count(test => test.Status is BuildTestStatus.Failed).Should().Be(100);
        read.Cases.Select(test => int.Parse(test.Name[1..], null)).Should().BeInAscendingOrder();
        read.Report.Duration.Should().BeCloseTo(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void Read_AThousandFailures_KeepsTheFirst()
    {
        var read = ReadReport.Of("JUNITXML", $"<testsuite><testcase name='ok'/>{string.Concat(Enumerable.Range(0, 1000).Select(i => $"<testcase name='t{i}'><error/></testcase>"))}</testsuite>");

        read.Totals.Should().Be("1 0 1000 0 0");
        read.Cases.Should().HaveCount(500);
        read.Cases[^1].Name.Should().Be("t499");
    }

    [Fact]
    public void Read_LongTexts_AreCutAndKeepWholeCharacters()
    {
        var smileys = string.Concat(Enumerable.Repeat("😀", 250_000));

        var test = ReadReport.Of("JUNITXML", $"<testsuite><testcase name='x{smileys}'><failure message='y{smileys}'>{smileys}</failure></testcase></testsuite>").Cases.Single();

        test.Name.Should().HaveLength(999).And.EndWith("😀");
        test.Message.Should().HaveLength(4999).And.EndWith("😀");
    }
}
