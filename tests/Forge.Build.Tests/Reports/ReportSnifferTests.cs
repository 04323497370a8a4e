using System.Text;
using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

public sealed class ReportSnifferTests
{
    [Theory]
    [InlineData("mocha-junit.xml", "JUNITXML")]
    [InlineData("xunit-junit.xml", "JUNITXML")]
    [InlineData("pytest-junit.xml", "JUNITXML")]
    [InlineData("xunit-nunit2.xml", "NUNITXML")]
    [InlineData("nunit3.xml", "NUNIT3XML")]
    [InlineData("testng-results.xml", "TESTNGXML")]
    [InlineData("vstest.trx", "VISUALSTUDIOTRX")]
    [InlineData("cucumber-js.json", "CUCUMBERJSON")]
    [InlineData("nyc-clover.xml", "CLOVERXML")]
    [InlineData("reportgenerator-clover.xml", "CLOVERXML")]
    [InlineData("nyc-cobertura.xml", "COBERTURAXML")]
    [InlineData("coverage-py-cobertura.xml", "COBERTURAXML")]
    [InlineData("jacoco.xml", "JACOCOXML")]
    [InlineData("simplecov-resultset.json", "SIMPLECOV")]
    public void Sniff_FileOfATool_KnowsIt(string file, string format) =>
        ReportSniffer.Sniff(ReadReport.Data(file))!.Value.ToReferenceName().Should().Be(format);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<")]
    [InlineData("<project><modelVersion/></project>")]
    [InlineData("<coverage><other/></coverage>")]
    [InlineData("<report><row/></report>")]
    [InlineData("""{"name":"shop","version":"1.0.0"}""")]
    [InlineData("""{"compilerOptions":{"strict":true}}""")]
    [InlineData("""{"coverage":{"x":1}}""")]
    [InlineData("""{"a":{"coverage":"high"}}""")]
    [InlineData("""{"/src/a.js":{"path":"/src/a.js","statementMap":{}}}""")]
    [InlineData("[]")]
    [InlineData("[1]")]
    [InlineData("""[{"name":"x"}]""")]
    [InlineData("""[{"elements":[]}]""")]
    [InlineData("{")]
    [InlineData("[{")]
    [InlineData("not a report")]
    public void Sniff_AnythingElse_IsNoReport(string text) => ReportSniffer.Sniff(Encoding.UTF8.GetBytes(text)).Should().BeNull();

    [Fact]
    public void Sniff_CoverageJsonOfSimpleCov_IsKnown() =>
        ReportSniffer.Sniff(Encoding.UTF8.GetBytes("""{"meta":{"simplecov_version":"0.22.0"},"coverage":{}}""")).Should().Be(ReportFormat.SimpleCov);
}
