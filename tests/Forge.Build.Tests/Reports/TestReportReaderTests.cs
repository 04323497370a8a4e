namespace Forge.Build.Tests.Reports;

/// <summary>Dialects and corners that the files of tools at hand do not have.</summary>
public sealed class TestReportReaderTests
{
    [Theory]
    [InlineData("""<testcase name="a"/>""", "1 0 0 0 0")]
    [InlineData("""<testcase name="a"><failure/></testcase>""", "0 1 0 0 0")]
    [InlineData("""<testcase name="a"><failure/><error/></testcase>""", "0 0 1 0 0")]
    [InlineData("""<testcase name="a"><error/><failure/></testcase>""", "0 0 1 0 0")]
    [InlineData("""<testcase name="a"><skipped/></testcase>""", "0 0 0 1 0")]
    [InlineData("""<testcase name="a" status="notrun" result="suppressed"/>""", "0 0 0 1 0")]
    [InlineData("""<testcase name="a" status="run" result="completed"/>""", "1 0 0 0 0")]
    [InlineData("""<testcase name="a" status="failed"/>""", "0 1 0 0 0")]
    [InlineData("""<testcase name="a"><flakyFailure message="once"/></testcase>""", "1 0 0 0 0")]
    [InlineData("""<testcase/>""", "1 0 0 0 0")]
    [InlineData("""<testsuite name="inner"><testcase name="a"/></testsuite><testcase name="b"><skipped/></testcase>""", "1 0 0 1 0")]
    [InlineData("", "0 0 0 0 0")]
    public void Read_Junit_UnderstandsDialects(string inside, string totals) =>
        ReadReport.Of("JUNITXML", $"""<testsuite name="s" tests="99">{inside}</testsuite>""").Totals.Should().Be(totals);

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData("1,234.5", 1234.5)]
    [InlineData("-3", 0)]
    [InlineData("NaN", 0)]
    [InlineData("Infinity", 31_536_000)]
    [InlineData("1e300", 31_536_000)]
    [InlineData("999999999999999999999999", 31_536_000)]
    [InlineData("soon", 0)]
    [InlineData("", 0)]
    public void Read_Duration_IsSensible(string time, double seconds) =>
        ReadReport.Of("JUNITXML", $"""<testsuite><testcase name="a" time="{time}"/></testsuite>""").Report.Duration.TotalSeconds.Should().Be(seconds);

    [Fact]
    public void Read_ManyEndlessDurations_DoNotRunOver() =>
        ReadReport.Of("JUNITXML", $"<testsuite>{string.Concat(Enumerable.Repeat("<testcase name='a' time='1e300'/>", 50))}</testsuite>")
            .Report.Duration.Should().Be(TimeSpan.FromDays(365));

    [Fact]
    public void Read_JunitInnerSuite_NamesTheCase()
    {
        var test = ReadReport.Of("JUNITXML", """<testsuites><testsuite name="outer"><testsuite name="inner"><testcase name="a"/></testsuite></testsuite></testsuites>""").Case("a");

        test.Suite.Should().Be("inner");
        test.Prefix.Should().Be("inner");
    }

    [Theory]
    [InlineData("""executed="True" success="True" """, "1 0 0 0 0")]
    [InlineData("""executed="True" success="False" """, "0 1 0 0 0")]
    [InlineData("""executed="False" """, "0 0 0 1 0")]
    [InlineData("""result="Success" """, "1 0 0 0 0")]
    [InlineData("""result="Failure" """, "0 1 0 0 0")]
    [InlineData("""result="Error" """, "0 0 1 0 0")]
    [InlineData("""result="NotRunnable" """, "0 0 1 0 0")]
    [InlineData("""result="Ignored" """, "0 0 0 1 0")]
    [InlineData("""result="Inconclusive" """, "0 0 0 0 1")]
    [InlineData("""result="Splendid" """, "0 0 0 0 1")]
    [InlineData("", "0 0 0 0 1")]
    public void Read_Nunit2_UnderstandsEveryResult(string attributes, string totals) =>
        ReadReport.Of("NUNITXML", $"""<test-results><test-suite name="s"><results><test-case name="a" {attributes}/></results></test-suite></test-results>""")
            .Totals.Should().Be(totals);

    [Theory]
    [InlineData("Passed", "", "1 0 0 0 0")]
    [InlineData("Warning", "", "1 0 0 0 0")]
    [InlineData("Failed", "", "0 1 0 0 0")]
    [InlineData("Failed", "Error", "0 0 1 0 0")]
    [InlineData("Failed", "Invalid", "0 0 1 0 0")]
    [InlineData("Skipped", "Explicit", "0 0 0 1 0")]
    [InlineData("Inconclusive", "", "0 0 0 0 1")]
    public void Read_Nunit3_UnderstandsEveryResult(string result, string label, string totals) =>
        ReadReport.Of("NUNIT3XML", $"""<test-run><test-suite name="s"><test-case name="a" result="{result}" label="{label}"/></test-suite></test-run>""")
            .Totals.Should().Be(totals);

    [Theory]
    [InlineData("""status="PASS" """, "1 0 0 0 0")]
    [InlineData("""status="FAIL" """, "0 1 0 0 0")]
    [InlineData("""status="SKIP" """, "0 0 0 1 0")]
    [InlineData("""status="ODD" """, "0 0 0 0 1")]
    [InlineData("""status="PASS" is-config="true" """, "0 0 0 0 0")]
    [InlineData("""status="SKIP" is-config="true" """, "0 0 0 0 0")]
    [InlineData("""status="FAIL" is-config="true" """, "0 0 1 0 0")]
    public void Read_TestNg_CountsPreparationWhenItFails(string attributes, string totals) =>
        ReadReport.Of("TESTNGXML", $"""<testng-results><suite name="s"><test><class name="c"><test-method name="a" {attributes}/></class></test></suite></testng-results>""")
            .Totals.Should().Be(totals);

    [Theory]
    [InlineData("""outcome="Passed" """, "1 0 0 0 0")]
    [InlineData("""outcome="Failed" """, "0 1 0 0 0")]
    [InlineData("""outcome="Timeout" """, "0 0 1 0 0")]
    [InlineData("", "0 0 1 0 0")]
    [InlineData("""outcome="NotExecuted" """, "0 0 0 1 0")]
    [InlineData("""outcome="Inconclusive" """, "0 0 0 0 1")]
    public void Read_Trx_UnderstandsEveryOutcome(string attributes, string totals) =>
        ReadReport.Of("VISUALSTUDIOTRX", $"""<TestRun><Results><UnitTestResult testName="N.C.a" {attributes}/></Results></TestRun>""").Totals.Should().Be(totals);

    [Fact]
    public void Read_TrxInnerResults_AreCountedInsteadOfTheOuter()
    {
        var read = ReadReport.Of("VISUALSTUDIOTRX", """
            <TestRun><Results><UnitTestResult testName="N.C.all" outcome="Failed"><InnerResults>
            <UnitTestResult testName="N.C.all (1.5)" outcome="Passed"/>
            <UnitTestResult testName="N.C.all (2)" outcome="Failed" duration="00:00:02.5"><Output><ErrorInfo><Message>no</Message></ErrorInfo></Output></UnitTestResult>
            </InnerResults></UnitTestResult></Results></TestRun>
            """);

        read.Totals.Should().Be("1 1 0 0 0");
        read.Case("(2)").Should().BeEquivalentTo(
            new BuildTestCase { Name = "N.C.all (2)", Prefix = "N.C", Suite = "", Status = BuildTestStatus.Failed, Message = "no", Duration = TimeSpan.FromSeconds(2.5) });
    }

    [Theory]
    [InlineData("""{"result":{"status":"passed"}}""", "1 0 0 0 0")]
    [InlineData("""{"result":{"status":"failed"}},{"result":{"status":"skipped"}}""", "0 1 0 0 0")]
    [InlineData("""{"result":{"status":"undefined"}},{"result":{"status":"skipped"}}""", "0 0 1 0 0")]
    [InlineData("""{"result":{"status":"pending"}}""", "0 0 0 1 0")]
    [InlineData("""{"result":{"status":"odd"}}""", "0 0 0 0 1")]
    [InlineData("""{"result":{"status":5}}""", "0 0 0 0 1")]
    [InlineData("""{"result":[]},7,null,{"result":{"status":"passed","duration":"long"}}""", "1 0 0 0 0")]
    [InlineData("", "0 0 0 1 0")]
    public void Read_Cucumber_JudgesByTheSteps(string steps, string totals) =>
        ReadReport.Of("CUCUMBERJSON", $$"""[{"name":"f","elements":[{"name":"s","type":"scenario","steps":[{{steps}}]}]}]""").Totals.Should().Be(totals);

    [Fact]
    public void Read_CucumberBackground_BelongsToTheScenarioAfterIt()
    {
        var read = ReadReport.Of("CUCUMBERJSON", """
            [{"elements":[
              {"type":"background","steps":[{"result":{"status":"failed","duration":2000000000,"error_message":"no basket"}}]},
              {"name":"one","type":"scenario","before":[{"result":{"status":"passed","duration":1000000000}}],"steps":[{"result":{"status":"skipped"}}]},
              {"name":"two","type":"scenario","steps":[{"result":{"status":"passed"}}]}],
              "name":"late"}]
            """);

        read.Totals.Should().Be("1 1 0 0 0");
        read.Case("one").Should().BeEquivalentTo(
            new BuildTestCase { Name = "one", Prefix = "late", Suite = "late", Status = BuildTestStatus.Failed, Message = "no basket", Duration = TimeSpan.FromSeconds(3) });
    }

    [Theory]
    [InlineData("succeeds", true)]
    [InlineData("skips", true)]
    [InlineData("fails", false)]
    public void Status_OfATestReport_IsThatOfItsCases(string name, bool isSuccess)
    {
        var inside = name switch { "succeeds" => "", "skips" => "<skipped/>", _ => "<failure/>" };

        ReadReport.Of("JUNITXML", $"<testsuite><testcase name='a'>{inside}</testcase></testsuite>").Report.Status
            .Should().Be(isSuccess ? BuildReportStatus.Succeeded : BuildReportStatus.Failed);
    }
}
