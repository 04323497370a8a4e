namespace Forge.Build.Tests.Reports;

/// <summary>Files that real tools wrote.</summary>
public sealed class ToolReportTests
{
    [Theory]
    [InlineData("JUNITXML", "xunit-junit.xml", "4 2 0 1 0")]
    [InlineData("JUNITXML", "vstest-junit.xml", "3 2 0 2 0")]
    [InlineData("JUNITXML", "mocha-junit.xml", "2 2 0 0 0")]
    [InlineData("JUNITXML", "pytest-junit.xml", "2 1 1 2 0")]
    [InlineData("NUNITXML", "xunit-nunit2.xml", "4 2 0 1 0")]
    [InlineData("NUNIT3XML", "nunit3.xml", "3 1 1 1 1")]
    [InlineData("NUNIT3XML", "nunit3-logger.xml", "2 2 0 2 1")]
    [InlineData("TESTNGXML", "testng-results.xml", "2 2 0 2 0")]
    [InlineData("VISUALSTUDIOTRX", "vstest.trx", "4 2 0 1 0")]
    [InlineData("VISUALSTUDIOTRX", "xunit.trx", "4 2 0 1 0")]
    [InlineData("CUCUMBERJSON", "cucumber-js.json", "3 1 1 1 0")]
    public void Read_TestReport_CountsEveryCase(string format, string file, string totals)
    {
        var read = ReadReport.OfData(format, file);

        read.Problem.Should().BeNull();
        read.Totals.Should().Be(totals);
        read.Report.Type.Should().Be(BuildReportType.Test);
        read.Report.Status.Should().Be(BuildReportStatus.Failed);
        read.Report.Coverage.Should().BeNull();
        read.Cases.Should().HaveCount((int)read.Report.Totals.Total).And.OnlyContain(test => test.Name.Length > 0 && test.Prefix.Length > 0);
        read.Report.Duration.Should().BePositive();
    }

    [Theory]
    [InlineData("CLOVERXML", "nyc-clover.xml", "5 0 3 1")]
    [InlineData("CLOVERXML", "c8-clover.xml", "14 0 6 1")]
    [InlineData("CLOVERXML", "reportgenerator-clover.xml", "14 11 4 8")]
    [InlineData("COBERTURAXML", "nyc-cobertura.xml", "5 0 3 1")]
    [InlineData("COBERTURAXML", "c8-cobertura.xml", "14 0 6 1")]
    [InlineData("COBERTURAXML", "coverlet-cobertura.xml", "14 11 4 8")]
    [InlineData("COBERTURAXML", "reportgenerator-cobertura.xml", "14 11 4 8")]
    [InlineData("COBERTURAXML", "coverage-py-cobertura.xml", "14 1 15 3")]
    [InlineData("JACOCOXML", "jacoco.xml", "4 2 1 3")]
    [InlineData("SIMPLECOV", "simplecov-resultset.json", "5 1 3 1")]
    public void Read_CoverageReport_AgreesWithTheTool(string format, string file, string coverage)
    {
        var read = ReadReport.OfData(format, file);

        read.Problem.Should().BeNull();
        ReadReport.Show(read.Report.Coverage!).Should().Be(coverage);
        read.Report.Type.Should().Be(BuildReportType.CodeCoverage);
        read.Report.Status.Should().Be(BuildReportStatus.Succeeded);
        read.Files.Should().NotBeEmpty().And.OnlyContain(one => !one.Path.StartsWith('/'));
    }

    [Theory]
    [InlineData("JUNITXML", "xunit-junit.xml", "Price_Breaks", "Shop.Tests.BasketTests", "boom: ümläut ☃")]
    [InlineData("JUNITXML", "mocha-junit.xml", "shop till breaks", "breaks", "TypeError: boom ☃\n    at Context")]
    [InlineData("JUNITXML", "pytest-junit.xml", "test_error", "test_shop", "failed on setup with \"RuntimeError: boom ☃\"\n@pytest.fixture")]
    [InlineData("NUNITXML", "xunit-nunit2.xml", "Remove_Missing", "Test collection for Shop.Tests.BasketTests", "expected <tea>")]
    [InlineData("NUNIT3XML", "nunit3.xml", "Breaks", "Shop.NUnit.BasketFixture", "System.InvalidOperationException : boom\nat Shop.NUnit.BasketFixture.Breaks()")]
    [InlineData("NUNIT3XML", "nunit3.xml", "Coffee", "Shop.NUnit.BasketFixture", "not sold yet")]
    [InlineData("TESTNGXML", "testng-results.xml", "counts(1)", "shop.BasketTest", "wrong <count> & \"sum\" expected [5] but found [1]")]
    [InlineData("VISUALSTUDIOTRX", "vstest.trx", "Remove_Missing", "Shop.Tests.BasketTests", "expected <tea> & \"milk\"\nat Shop.Tests")]
    [InlineData("CUCUMBERJSON", "cucumber-js.json", "Counting wrong", "Basket", "AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:")]
    public void Read_CaseThatDidNotSucceed_SaysWhy(string format, string file, string name, string prefix, string message)
    {
        var test = ReadReport.OfData(format, file).Case(name);

        test.Status.Should().NotBe(BuildTestStatus.Succeeded);
        test.Prefix.Should().StartWith(prefix);
        test.Message.Should().Contain(message);
    }

    [Fact]
    public void Read_Cobertura_TellsOfEachFile() =>
        ReadReport.OfData("COBERTURAXML", "coverlet-cobertura.xml").Files.Select(file => $"{file.Path}: {ReadReport.Show(file.Coverage)}")
            .Should().Equal("Basket.cs: 13 5 3 3", "Price.cs: 1 6 1 5");
}
