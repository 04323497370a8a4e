using Forge.Artifacts;

namespace Forge.Build.Tests.Reports;

/// <summary>Reports of whole builds.</summary>
public sealed class ReportBuildTests : IDisposable
{
    private const string Junit = "<testsuite><testcase name=\"a\" time=\"2\"/><testcase name=\"b\"><failure message=\"no\"/></testcase></testsuite>";

    private readonly BuildHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task RunAsync_FailedReport_DoesNotFailTheBuild()
    {
        var result = await _host.RunAsync($$"""
            version: 0.2
            phases:
              build:
                commands:
                  - mkdir out
                  - printf '%s' '{{Junit}}' > out/r.xml
            reports:
              unit:
                files: ['**/*']
                base-directory: out
            """);

        result.Status.Should().Be(BuildStatus.Succeeded);
        var report = result.Reports.Should().ContainSingle().Subject;
        report.Group.Should().Be("shop-unit");
        report.Status.Should().Be(BuildReportStatus.Failed);
        report.BuildId.Should().Be(result.BuildId);
        (await _host.Engine.GetAsync(result.BuildId, TestContext.Current.CancellationToken))!.Reports.Should().BeEquivalentTo(result.Reports);
        await using var stream = await _host.Artifacts.OpenReadAsync(ArtifactKey.Parse(report.DocumentKey!), TestContext.Current.CancellationToken);
        (await ReportDocument.ReadAsync(stream, TestContext.Current.CancellationToken)).Cases.Select(test => test.Name).Should().Equal("a", "b");
    }

    [Fact]
    public async Task RunAsync_FailedBuild_HasItsReportsAllTheSame()
    {
        var result = await _host.RunAsync($$"""
            version: 0.2
            phases:
              build:
                commands:
                  - printf '%s' '{{Junit}}' > r.xml
                  - exit 1
            """);

        result.Status.Should().Be(BuildStatus.Failed);
        result.Reports.Should().ContainSingle().Which.Group.Should().Be("shop-JUNITXML-AutoDiscovered");
    }

    [Fact]
    public async Task RunAsync_NothingToReport_HasNoReportAndNoLine()
    {
        var result = await _host.RunAsync("version: 0.2\nphases: {build: {commands: [echo hi]}}");

        result.Reports.Should().BeEmpty();
        _host.Log.Text.Should().NotContain("report");
    }

    [Fact]
    public async Task RunAsync_MissingReport_IsIncompleteAndDoesNotFailTheBuild()
    {
        var result = await _host.RunAsync("version: 0.2\nphases: {build: {commands: [echo hi]}}\nreports: {unit: {files: [none.xml]}}");

        result.Status.Should().Be(BuildStatus.Succeeded);
        result.Reports.Single().Status.Should().Be(BuildReportStatus.Incomplete);
    }
}
