using Forge.Artifacts;
using Forge.Build.Conformance;
using Forge.Build.Output;
using Forge.Build.Reports;
using Forge.Build.Tests.Output;
using Forge.Testing;

namespace Forge.Build.Tests.Reports;

public sealed class ReportCollectorTests : IAsyncLifetime
{
    private const string Passing = "<testsuite name='s'><testcase name='a' classname='C' time='1.5'/></testsuite>";
    private const string Failing = "<testsuite name='s'><testcase name='b' classname='C' time='2'><failure message='no'/></testcase></testsuite>";

    private readonly Dictionary<string, byte[]> _files = [];
    private readonly BuildLogRecorder _recorder = new();
    private readonly FakeArtifactStore _store = new(TimeProvider.System);
    private readonly RecordedLog _recorded = new();

    private BuildLog Log => _recorded.Log;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _recorded.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CollectAsync_DeclaredReport_IsReadStoredAndLogged()
    {
        With("out/a.xml", Passing).With("out/deep/b.xml", Failing).With("other.txt", "x");

        var report = (await CollectAsync(Plan(Group("tests", "**/*.xml") with { BaseDirectory = "out" }))).Single();

        report.Should().BeEquivalentTo(new BuildReport
        {
            Group = "shop-tests",
            Type = BuildReportType.Test,
            Format = "JUNITXML",
            Status = BuildReportStatus.Failed,
            BuildId = "b1",
            BuildNumber = 1,
            CreatedAt = report.CreatedAt,
            Duration = TimeSpan.FromSeconds(3.5),
            Totals = new BuildTestTotals { Succeeded = 1, Failed = 1 },
            FileCount = 2,
            DocumentKey = "shop/b1/reports/shop-tests/report.json.gz",
        });
        (await KeysAsync()).Should().Equal(
            "shop/b1/reports/shop-tests/files/a.xml", "shop/b1/reports/shop-tests/files/deep/b.xml", "shop/b1/reports/shop-tests/report.json.gz");
        (await DocumentAsync(report)).Cases.Select(test => test.Name).Should().Equal("a", "b");
        _recorder.Notes.Should().Equal(
            "Expanding base directory path: out",
            "Assembling file list",
            "Expanding out",
            "Expanding file paths for base directory out",
            "Assembling file list",
            "Expanding **/*.xml",
            "Found 2 file(s)",
            "Preparing to copy TEST report shop-tests",
            "Generated TEST report shop-tests: FAILED, 2 test case(s): 1 succeeded, 1 failed, 0 with an error, 0 skipped, 0 unknown");
    }

    [Fact]
    public async Task CollectAsync_Arn_IsTheGroup() =>
        (await With("a.xml", Passing).CollectAsync(Plan(Group("arn:aws:codebuild:eu-west-1:123:report-group/all", "a.xml")))).Single().Group
            .Should().Be("arn:aws:codebuild:eu-west-1:123:report-group/all");

    [Fact]
    public async Task CollectAsync_DiscardedPaths_ReadEveryFileAndKeepTheLastOfEachName()
    {
        With("m1/r.xml", Passing).With("m2/r.xml", Failing);

        var report = (await CollectAsync(Plan(Group("tests", "**/*.xml") with { DiscardPaths = true }))).Single();

        report.Totals.Total.Should().Be(2);
        (await KeysAsync()).Should().Contain("shop/b1/reports/shop-tests/files/r.xml").And.HaveCount(2);
        _recorder.Notes.Should().Contain("Warning: 'm1/r.xml' is read and not kept: another file is named 'r.xml' once paths are discarded");
    }

    [Fact]
    public async Task CollectAsync_NothingFits_IsIncomplete()
    {
        var report = (await With("a.txt", "x").CollectAsync(Plan(Group("tests", "*.xml")))).Single();

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Message.Should().Be("no matching report paths found: no file of the source directory fits '*.xml' in '.'");
        _recorder.Notes.Should().Contain($"Warning: {report.Message}");
    }

    [Fact]
    public async Task CollectAsync_ABrokenFile_IsIncompleteAndNamesThePlace()
    {
        var report = (await With("a.xml", Passing).With("b.xml", "<testsuite>\n<oops>").CollectAsync(Plan(Group("tests", "*.xml")))).Single();

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Totals.Succeeded.Should().Be(1);
        report.Message.Should().StartWith("b.xml(2,7): warning: this is not well-formed XML");
        _recorder.Text.Should().Contain("b.xml(2,7): warning: this is not well-formed XML");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task CollectAsync_NameWithoutValue_IsIncomplete(string name) =>
        (await With("a.xml", Passing).CollectAsync(Plan(Group(name, "a.xml")))).Single().Message.Should().StartWith("the name of the report group is empty");

    [Fact]
    public async Task CollectAsync_SixGroups_LeavesTheSixthOut()
    {
        var reports = await With("a.xml", Passing).CollectAsync(Plan([.. Enumerable.Range(1, 6).Select(i => Group($"g{i}", "a.xml"))]));

        reports.Select(report => report.Group).Should().Equal("shop-g1", "shop-g2", "shop-g3", "shop-g4", "shop-g5");
        _recorder.Notes.Should().Contain("Warning: the report group 'g6' is left out: a build has at most 5 report groups");
    }

    [Fact]
    public async Task CollectAsync_TwoTypesInOneGroup_IsIncomplete()
    {
        With("a.xml", Passing).With("c.xml", "<coverage line-rate='1'/>");

        var report = (await CollectAsync(Plan(Group("g", "a.xml"), Group("g", "c.xml") with { Format = ReportFormat.CoberturaXml }))).Single();

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Totals.Succeeded.Should().Be(1);
        report.Message.Should().Be("the report group 'shop-g' has reports of test cases and of code coverage: use two groups");
    }

    [Fact]
    public async Task CollectAsync_TwoFormatsInOneGroup_AreOneReport() =>
        (await With("a.xml", Passing).With("n.xml", "<test-run><test-case name='n' result='Passed'/></test-run>")
            .CollectAsync(Plan(Group("g", "a.xml"), Group("g", "n.xml") with { Format = ReportFormat.Nunit3Xml }))).Single().Totals.Succeeded.Should().Be(2);

    [Theory]
    [InlineData("../other")]
    [InlineData("a//b")]
    public async Task CollectAsync_NameThatIsNoKey_IsReportedAndNotStored(string name)
    {
        var report = (await With("a.xml", Passing).CollectAsync(Plan(Group($"arn:{name}/..", "a.xml")))).Single();

        report.Status.Should().Be(BuildReportStatus.Succeeded);
        report.DocumentKey.Should().BeNull();
        _recorder.Text.Should().Contain("cannot be the key of a stored report");
    }

    [Fact]
    public async Task CollectAsync_StoreFails_SaysSoOnceAndGoesOn()
    {
        _store.PutFailure = new ArtifactStoreException("The disk is full.", ArtifactStoreFailure.NoSpace);

        var report = (await With("a.xml", Passing).With("b.xml", Passing).CollectAsync(Plan(Group("g", "*.xml")))).Single();

        report.Status.Should().Be(BuildReportStatus.Succeeded);
        report.DocumentKey.Should().BeNull();
        _recorder.Notes.Count(note => note.Contains("The disk is full.", StringComparison.Ordinal)).Should().Be(1);
    }

    [Fact]
    public async Task CollectAsync_EnvironmentIsLost_IsIncomplete()
    {
        var reports = await new ReportCollector(LostEnvironment.Create(), _store, Log, TimeProvider.System).CollectAsync(Plan(Group("g", "*.xml")), ReadReport.Facts, Token);

        reports.Single().Status.Should().Be(BuildReportStatus.Incomplete);
        reports.Single().Message.Should().Be("the report files cannot be read: the engine is gone");
    }

    [Fact]
    public async Task CollectAsync_SecretInAMessage_IsMasked()
    {
        Log.Mask([KeyValuePair.Create("TOKEN", new SecretValue("hunter22"))]);
        With("a.xml", "<testsuite><testcase name='with hunter22'><failure message='got hunter22'/></testcase></testsuite>");

        var report = (await CollectAsync(Plan(Group("g", "*.xml")))).Single();

        (await DocumentAsync(report)).Cases.Single().Should().BeEquivalentTo(
            new BuildTestCase { Name = "with ***", Status = BuildTestStatus.Failed, Message = "got ***" });
    }

    [Fact]
    public async Task CollectAsync_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await With("a.xml", Passing).Awaiting(tests => tests.CollectAsync(Plan(Group("g", "*.xml")), stop.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task CollectAsync_UndeclaredReports_AreDiscoveredByFormat()
    {
        With("target/TEST-a.xml", Passing).With("target/TEST-b.xml", Failing).With("package.json", "{\"name\":\"x\"}").With("pom.xml", "<project/>");
        _files["cov/coverage.cobertura.xml"] = ReadReport.Data("coverlet-cobertura.xml");
        _files["TestResults/x.trx"] = ReadReport.Data("vstest.trx");

        var reports = await CollectAsync(new ReportPlan());

        reports.Select(report => report.Group).Should().BeEquivalentTo(
            "shop-JUNITXML-AutoDiscovered", "shop-COBERTURAXML-AutoDiscovered", "shop-VISUALSTUDIOTRX-AutoDiscovered");
        reports.Single(report => report.Format == "JUNITXML").Totals.Total.Should().Be(2);
        _recorder.Notes.Should().StartWith("Set report auto-discover timeout to 5 seconds").And.Contain("Found 4 file(s)");
    }

    [Fact]
    public async Task CollectAsync_FilesOfADeclaredReport_AreNotDiscoveredAgain() =>
        (await With("a.xml", Passing).With("b.xml", Passing).CollectAsync(new ReportPlan { Groups = [Group("g", "a.xml")] }))
            .Select(report => (report.Group, report.Totals.Total)).Should().Equal(("shop-g", 1), ("shop-JUNITXML-AutoDiscovered", 1));

    [Theory]
    [InlineData("out", "out/a.xml", true)]
    [InlineData("out/**/*", "out/deep/a.xml", true)]
    [InlineData("/fake/build/src/out", "out/a.xml", true)]
    [InlineData("out", "a.xml", false)]
    [InlineData("**/*", "node_modules/x/a.xml", false)]
    [InlineData("**/*", ".git/a.xml", false)]
    [InlineData("**/*", "a.txt", false)]
    [InlineData("", "a.xml", true)]
    public async Task CollectAsync_DirectoryToSearch_IsObeyed(string pattern, string file, bool isFound) =>
        (await With(file, Passing).CollectAsync(new ReportPlan { SearchPattern = pattern })).Should().HaveCount(isFound ? 1 : 0);

    [Theory]
    [InlineData("false")]
    [InlineData("False")]
    [InlineData(" false ")]
    public async Task CollectAsync_SearchIsOff_FindsNothingAndAsksNothing(string search) =>
        (await new ReportCollector(LostEnvironment.Create(), _store, Log, TimeProvider.System)
            .CollectAsync(new ReportPlan { Search = search }, ReadReport.Facts, Token)).Should().BeEmpty();

    [Fact]
    public async Task CollectAsync_BrokenDiscoveredFile_IsLeftOut()
    {
        var reports = await With("a.xml", Passing).With("b.xml", "<testsuite><testcase name='x'/>").CollectAsync(new ReportPlan());

        reports.Single().Status.Should().Be(BuildReportStatus.Succeeded);
        reports.Single().Totals.Total.Should().Be(1);
        _recorder.Text.Should().Contain("b.xml(1,");
    }

    [Fact]
    public void WithTexts_AllTexts_GiveTheSamePlan()
    {
        var plan = new ReportPlan { Groups = [Group("$A", "a", "b") with { BaseDirectory = "out" }, Group("c", "$D")] };

        plan.WithTexts(plan.Texts).Should().BeEquivalentTo(plan);
        plan.WithTexts([.. plan.Texts.Select(text => text.Replace("$", "x", StringComparison.Ordinal))]).Groups
            .Should().BeEquivalentTo([Group("xA", "a", "b") with { BaseDirectory = "out" }, Group("c", "xD")]);
        plan.Searches.Should().BeTrue();
        plan.Pattern.Should().Be("**/*");
    }

    private static ReportGroupPlan Group(string name, params string[] files) =>
        new() { Name = name, BaseDirectory = ".", Files = files, Format = ReportFormat.JunitXml, DiscardPaths = false };

    private static ReportPlan Plan(params ReportGroupPlan[] groups) => new() { Groups = groups, Search = "false" };

    private ReportCollectorTests With(string path, string content)
    {
        _files[path] = System.Text.Encoding.UTF8.GetBytes(content);
        return this;
    }

    private async Task<IReadOnlyList<BuildReport>> CollectAsync(ReportPlan plan, CancellationToken? cancellationToken = null)
    {
        await using var environment = await OpenAsync();
        var reports = await new ReportCollector(environment, _store, Log, TimeProvider.System)
            .CollectAsync(plan, ReadReport.Facts with { SourceDirectory = $"{environment.Directory}/src" }, cancellationToken ?? Token);
        await _recorded.ReportAsync(_recorder);
        return reports;
    }

    private async Task<FakeBuildEnvironment> OpenAsync()
    {
        var environment = (FakeBuildEnvironment)await new FakeBuildExecutor().OpenAsync(new BuildEnvironmentSpec { BuildId = "b1", Project = "shop" }, Token);
        foreach (var (path, content) in _files)
        {
            environment.Files[$"src/{path}"] = (content, null, UnixFileMode.UserRead);
        }

        return environment;
    }

    private async Task<ReportDocument> DocumentAsync(BuildReport report)
    {
        await using var stream = await _store.OpenReadAsync(ArtifactKey.Parse(report.DocumentKey!), Token);
        return await ReportDocument.ReadAsync(stream, Token);
    }

    private async Task<List<string>> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var info in _store.ListAsync("", Token))
        {
            keys.Add(info.Key.Value);
        }

        return keys;
    }
}
