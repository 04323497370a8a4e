using System.Text;
using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

/// <summary>Broken and hostile files: the reader says what is wrong and where, and throws nothing.</summary>
public sealed class BrokenReportTests
{
    private const string Laughs = """
        <!DOCTYPE testsuite [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
        <testsuite><testcase name="&c;"/></testsuite>
        """;

    public static TheoryData<string> XmlFormats { get; } =
        ["JUNITXML", "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX", "CLOVERXML", "COBERTURAXML", "JACOCOXML"];

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

    [Theory]
    [InlineData("JUNITXML", "nyc-cobertura.xml", "report(3,2): warning: a JUNITXML report begins with <testsuites> or <testsuite>, not with <coverage>; it looks like COBERTURAXML: write that as 'file-format'")]
    [InlineData("NUNITXML", "nunit3.xml", "report(2,2): warning: a NUNITXML report begins with <test-results>, not with <test-run>; it looks like NUNIT3XML: write that as 'file-format'")]
    [InlineData("JACOCOXML", "mocha-junit.xml", "report(2,2): warning: a JACOCOXML report begins with <report>, not with <testsuites>; it looks like JUNITXML: write that as 'file-format'")]
    public void Read_ReportOfAnotherFormat_NamesTheFormat(string format, string file, string problem) =>
        ReadReport.Of(format, ReadReport.Data(file)).Problem!.ToString().Should().Be(problem);

    [Theory]
    [InlineData("JUNITXML", "<testsuite>\n  <testcase name='a'>\n</testsuite>", "report(3,3): warning: this is not well-formed XML: The 'testcase' start tag on line 2 position 4 does not match the end tag of 'testsuite'.")]
    [InlineData("CUCUMBERJSON", "[\n {\"name\": oops}]", "report(2,11): warning: this is not well-formed JSON:")]
    [InlineData("CUCUMBERJSON", "{\"name\":1}", "report(1,1): warning: a CUCUMBERJSON report is a list of features that begins with '['")]
    [InlineData("SIMPLECOV", "{\n\"name\":1}", "report(2,9): warning: a SIMPLECOV report is an object with 'coverage': give .resultset.json or coverage.json")]
    [InlineData("CUCUMBERJSON", "[{\"elements\":[{\"name\":\"\\ud800\"}]}]", "report(1,23): warning: this text is not UTF-8: have the tool write UTF-8")]
    public void Read_BrokenFile_TellsThePlace(string format, string text, string problem) =>
        ReadReport.Of(format, text).Problem!.ToString().Should().StartWith(problem);

    [Theory]
    [MemberData(nameof(XmlFormats))]
    public void Read_BillionLaughs_ExpandsNothing(string format)
    {
        var read = ReadReport.Of(format, Laughs);

        read.Report.Status.Should().Be(BuildReportStatus.Incomplete);
        read.Cases.Should().BeEmpty();
    }

    [Fact]
    public void Read_ExternalEntity_IsNotFetched()
    {
        var read = ReadReport.Of("JUNITXML", """<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&x;"/></testsuite>""");

        read.Problem!.Message.Should().Contain("undeclared entity 'x'");
        read.Cases.Should().BeEmpty();
    }

    [Fact]
    public void Read_DocumentType_IsPassedOver() =>
        ReadReport.Of("JUNITXML", """<!DOCTYPE testsuite SYSTEM "http://nowhere.invalid/junit.dtd"><testsuite><testcase name="a"/></testsuite>""")
            .Totals.Should().Be("1 0 0 0 0");

    [Theory]
    [MemberData(nameof(XmlFormats))]
    public void Read_DeepXml_IsGivenUp(string format)
    {
        var root = ReadReport.Of(format, "<x/>").Problem!.Message.Split('<', '>')[1];
        var deep = $"<{root}>{string.Concat(Enumerable.Repeat("<a>", 100_000))}";

        ReadReport.Of(format, deep).Problem!.Message.Should().Be("elements are nested deeper than 128: flatten the report");
    }

    [Theory]
    [InlineData("CUCUMBERJSON")]
    [InlineData("SIMPLECOV")]
    public void Read_DeepJson_IsGivenUp(string format) =>
        ReadReport.Of(format, new string('[', 100_000)).Problem!.Line.Should().Be(1);

    [Fact]
    public void Read_InvalidUtf8_TellsThePlace()
    {
        byte[] bytes = [.. "<testsuite>\n<testcase name='a'/><testcase name='"u8, 0xff, 0xfe, .. "'/></testsuite>"u8];

        var read = ReadReport.Of("JUNITXML", bytes);

        read.Report.Status.Should().Be(BuildReportStatus.Incomplete);
        read.Problem!.Line.Should().BePositive();
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public void Read_AnotherEncoding_IsUnderstood(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes($"<?xml version='1.0' encoding='{name}'?><testsuite><testcase name='ümläut'/></testsuite>")];

        ReadReport.Of("JUNITXML", bytes).Cases.Single().Name.Should().Be("ümläut");
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

    [Fact]
    public void Read_ColoursAndControlCharacters_AreReplaced() =>
        ReadReport.Of("JUNITXML", "<testsuite><testcase name='a'><failure>&#x1b;[31mred&#0;&#xD;\n\tend</failure></testcase></testsuite>").Cases.Single().Message
            .Should().Be("\uFFFD[31mred\uFFFD \n\tend");

    [Fact]
    public void Read_TooLargeFile_IsNotRead() =>
        ReadReport.Of("JUNITXML", new byte[ReportLimits.FileBytes + 1]).Problem!.Message.Should().Contain("at most 33,554,432 are read");

    [Fact]
    public void Read_WhatWasReadBeforeTheBreak_Stands()
    {
        var read = ReadReport.Of("JUNITXML", "<testsuite><testcase name='a'><failure/></testcase><testcase name='b'/><testcase");

        read.Totals.Should().Be("1 1 0 0 0");
        read.Report.Status.Should().Be(BuildReportStatus.Incomplete);
    }
}
