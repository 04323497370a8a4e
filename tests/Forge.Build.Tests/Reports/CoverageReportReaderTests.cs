namespace Forge.Build.Tests.Reports;

public sealed class CoverageReportReaderTests
{
    [Fact]
    public void Read_CoberturaClassesOfOneFile_AreLaidTogether() =>
        Files(ReadReport.Of("COBERTURAXML", """
            <coverage><packages><package><classes>
            <class name="A" filename="a.cs"><lines><line number="1" hits="0"/><line number="2" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines></class>
            <class name="A/inner" filename="a.cs"><lines><line number="1" hits="3"/><line number="9" hits="0"/></lines></class>
            <class name="B" filename="b.cs"><lines/></class>
            </classes></package></packages></coverage>
            """)).Should().Equal("a.cs: 2 1 1 1", "b.cs: 0 0 0 0");

    [Fact]
    public void Read_CoberturaWithoutLinesOfClasses_TakesThoseOfMethods() =>
        Files(ReadReport.Of("COBERTURAXML", """
            <coverage><packages><package><classes><class name="A" filename="a.cs">
            <methods><method name="m"><lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></method></methods>
            </class></classes></package></packages></coverage>
            """)).Should().Equal("a.cs: 1 1 0 0");

    [Theory]
    [InlineData("50% (1/2)", "1 0 1 1")]
    [InlineData("100%", "1 0 0 0")]
    [InlineData("(3/2)", "1 0 2 0")]
    [InlineData("(-1/2)", "1 0 0 2")]
    [InlineData("(NaN/2)", "1 0 0 2")]
    [InlineData("(1/99999999999999999999)", "1 0 1 999999")]
    [InlineData(")/(", "1 0 0 0")]
    [InlineData("", "1 0 0 0")]
    public void Read_CoberturaConditions_AreSensible(string condition, string coverage) =>
        ReadReport.Show(ReadReport.Of("COBERTURAXML", $"""<coverage><class filename="a"><lines><line number="1" hits="1" condition-coverage="{condition}"/></lines></class></coverage>""")
            .Report.Coverage!).Should().Be(coverage);

    [Theory]
    [InlineData("1", "1", "1 0 0 0")]
    [InlineData("1", "0", "0 1 0 0")]
    [InlineData("1", "-1", "0 1 0 0")]
    [InlineData("1", "NaN", "0 1 0 0")]
    [InlineData("1", "1e99", "1 0 0 0")]
    [InlineData("1", "", "0 1 0 0")]
    [InlineData("-1", "1", "0 0 0 0")]
    [InlineData("99999999999", "1", "0 0 0 0")]
    [InlineData("one", "1", "0 0 0 0")]
    public void Read_CoberturaLine_IsSensible(string number, string hits, string coverage) =>
        ReadReport.Show(ReadReport.Of("COBERTURAXML", $"""<coverage><class filename="a"><lines><line number="{number}" hits="{hits}"/></lines></class></coverage>""").Report.Coverage!)
            .Should().Be(coverage);

    [Fact]
    public void Read_JacocoWithoutLines_TakesTheCounters() =>
        Files(ReadReport.Of("JACOCOXML", """
            <report name="r"><group name="g"><package name="p"><sourcefile name="A.java">
            <counter type="INSTRUCTION" missed="9" covered="9"/><counter type="LINE" missed="1" covered="3"/><counter type="BRANCH" missed="2" covered="1"/>
            </sourcefile></package></group></report>
            """)).Should().Equal("p/A.java: 3 1 1 2");

    [Fact]
    public void Read_CloverConditionWithoutCount_IsRunWhenItIsTrueOnceOrAStatementOfTheLineIs() =>
        Files(ReadReport.Of("CLOVERXML", """
            <coverage><project><package><file name="A.java" path="/src/A.java"><class name="A"><metrics conditionals="99" coveredconditionals="99"/></class>
            <metrics conditionals="4" coveredconditionals="2"/>
            <line num="1" type="cond" truecount="2" falsecount="0"/>
            <line num="2" type="stmt" count="1"/><line num="2" type="cond" truecount="0" falsecount="1"/>
            <line num="3" type="cond" truecount="0" falsecount="0"/>
            </file></package></project></coverage>
            """)).Should().Equal("A.java: 2 1 2 2");

    [Theory]
    [InlineData("""{"RSpec":{"coverage":{"/src/a.rb":[1,null,0,2]},"timestamp":1}}""", "a.rb: 2 1 0 0")]
    [InlineData("""{"RSpec":{"coverage":{"/src/a.rb":{"lines":[1,0]}}},"Cucumber":{"coverage":{"/src/a.rb":{"lines":[0,1]}}}}""", "a.rb: 2 0 0 0")]
    [InlineData("""{"meta":{"simplecov_version":"0.22.0"},"coverage":{"/src/a.rb":{"lines":[1,"ignored",0],"branches":[{"type":"then","start_line":1,"end_line":1,"coverage":1},{"type":"else","coverage":0}]}},"groups":{}}""", "a.rb: 1 1 1 1")]
    [InlineData("""{"RSpec":{"coverage":{"/src/a.rb":{"lines":7,"branches":null}, "/src/b.rb": [1e400, -1, {"x":[1]}]}}}""", "b.rb: 1 1 0 0")]
    public void Read_SimpleCov_UnderstandsEveryShape(string json, string files) =>
        Files(ReadReport.Of("SIMPLECOV", json)).Should().Equal(files);

    [Theory]
    [InlineData("/src/lib/a.rb", "lib/a.rb")]
    [InlineData("/src", "/src")]
    [InlineData("/srcs/a.rb", "/srcs/a.rb")]
    [InlineData("lib/a.rb", "lib/a.rb")]
    public void Read_PathInTheSource_IsRelative(string path, string expected) =>
        ReadReport.Of("SIMPLECOV", "{\"RSpec\":{\"coverage\":{\"" + path + "\":[1]}}}").Files.Single().Path.Should().Be(expected);

    [Fact]
    public void Percentages_OfNothing_AreZero()
    {
        var coverage = ReadReport.Of("COBERTURAXML", "<coverage/>").Report.Coverage!;

        coverage.LinePercentage.Should().Be(0);
        coverage.BranchPercentage.Should().Be(0);
    }

    private static IEnumerable<string> Files(ReadReport read) => read.Files.Select(file => $"{file.Path}: {ReadReport.Show(file.Coverage)}");
}
