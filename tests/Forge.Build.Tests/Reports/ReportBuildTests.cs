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

    [Theory]
    [InlineData("install", "INSTALL", "")]
    [InlineData("pre_build", "PRE_BUILD", "")]
    [InlineData("build", "BUILD", "on-failure: ABORT, ")]
    public async Task RunAsync_BuildEndsEarly_ReportIsIncompleteAndHasWhatThereIs(string phase, string name, string more)
    {
        var result = await _host.RunAsync($"version: 0.2\nenv: {{variables: {{G: unit}}}}\nphases: {{{phase}: {{{more}commands: ['printf %s ''{Junit}'' >r.xml', exit 1]}}}}\nreports: {{$G: {{files: [r.xml]}}, missing: {{files: [x.xml]}}}}");

        result.Status.Should().Be(BuildStatus.Failed);
        result.Phases.Should().NotContain(entered => entered.Phase == BuildPhase.UploadArtifacts);
        result.Reports.Select(report => (report.Group, report.Status, report.Totals.Total)).Should().Equal(
            ("shop-unit", BuildReportStatus.Incomplete, 2), ("shop-missing", BuildReportStatus.Incomplete, 0));
        result.Reports.Should().OnlyContain(report => report.Message == $"the build ended in {name}, before its reports were complete");
    }

    [Theory]
    [InlineData("sleep 60", BuildStatus.TimedOut)]
    [InlineData("kill -9 $PPID; kill -9 $(cat /proc/$PPID/stat | cut -d' ' -f4); sleep 60", BuildStatus.Failed)]
    public async Task RunAsync_BuildIsCutShort_DeclaredReportsAreIncomplete(string command, BuildStatus status)
    {
        var result = await _host.RunAsync(
            $"version: 0.2\nphases: {{build: {{on-failure: ABORT, commands: ['printf x >r.xml', \"{command}\"]}}}}\nreports: {{unit: {{files: [r.xml]}}, $UNKNOWN: {{files: [r.xml]}}}}",
            request => request with { Timeout = TimeSpan.FromSeconds(status is BuildStatus.TimedOut ? 2 : 300) });

        result.Status.Should().Be(status);
        result.Reports.Select(report => (report.Group, report.Status)).Should().Contain(("shop-unit", BuildReportStatus.Incomplete));
        result.Reports[0].Message.Should().Be("the build ended in BUILD, before its reports were complete");
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
