using Forge.Build.Reports;

namespace Forge.Build.Tests.Reports;

public sealed class ReportMergerTests
{
    [Fact]
    public void Merge_Shards_SumsTotalsAndTakesTheLongestDuration()
    {
        var merged = Merge(Tests(3, 0, 5, "a1", "a2", "a3"), Tests(2, 0, 9, "b1", "b2"))!;

        merged.Report.Totals.Succeeded.Should().Be(5);
        merged.Report.Duration.Should().Be(TimeSpan.FromSeconds(9));
        merged.Report.Status.Should().Be(BuildReportStatus.Succeeded);
        merged.Report.Group.Should().Be("shop-tests");
        merged.Report.BuildId.Should().Be("b1");
        merged.Report.FileCount.Should().Be(2);
        merged.Cases.Select(test => test.Name).Should().Equal("a1", "a2", "a3", "b1", "b2");
    }

    [Fact]
    public void Merge_AFailedShard_IsFailed() =>
        Merge(Tests(1, 0, 1), null, Tests(0, 1, 1))!.Report.Status.Should().Be(BuildReportStatus.Failed);

    [Fact]
    public void Merge_AMissingShard_IsIncomplete()
    {
        var report = Merge(Tests(1, 0, 1), null)!.Report;

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Message.Should().Be("1 of 2 builds made no report");
    }

    [Fact]
    public void Merge_AnIncompleteShard_IsIncompleteAndSaysWhy()
    {
        var broken = Tests(1, 0, 1);
        var report = Merge(Tests(1, 0, 1), broken with { Report = broken.Report with { Status = BuildReportStatus.Incomplete, Message = "no files" } })!.Report;

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Message.Should().Be("the report of build 's' is incomplete: no files");
    }

    [Fact]
    public void Merge_ShardsOfTwoTypes_LeavesTheOtherTypeOut()
    {
        var report = Merge(Tests(1, 0, 1), Coverage(("a", 1, 1, 0, 0)))!.Report;

        report.Status.Should().Be(BuildReportStatus.Incomplete);
        report.Message.Should().StartWith("1 of 2 builds made a report of another type");
        report.Coverage.Should().BeNull();
    }

    [Fact]
    public void Merge_Nothing_MakesNothing() => Merge(null, null).Should().BeNull();

    [Fact]
    public void Merge_Coverage_TakesOfEachFileTheShardWithTheHighestLineCoverage()
    {
        var merged = Merge(Coverage(("a", 5, 5, 9, 1), ("b", 1, 1, 1, 3)), Coverage(("a", 6, 4, 0, 10), ("b", 1, 1, 2, 2)), Coverage(("c", 0, 2, 0, 0)))!;

        merged.Files.Select(file => $"{file.Path}: {ReadReport.Show(file.Coverage)}").Should().Equal("a: 6 4 0 10", "b: 1 1 2 2", "c: 0 2 0 0");
        ReadReport.Show(merged.Report.Coverage!).Should().Be("7 7 2 12");
        merged.Report.Coverage!.LinePercentage.Should().Be(50);
        merged.Report.Status.Should().Be(BuildReportStatus.Succeeded);
    }

    [Fact]
    public void Merge_ManyCases_KeepsTheFailedOnesOfAllShards()
    {
        var many = Tests(600, 0, 1, [.. Enumerable.Range(0, 500).Select(i => $"a{i}")]);
        var failed = Tests(0, 1, 1, "last");

        var merged = Merge(many with { Report = many.Report with { IsTruncated = true } }, failed)!;

        merged.Cases.Should().HaveCount(500);
        merged.Cases[^1].Name.Should().Be("last");
        merged.Report.IsTruncated.Should().BeTrue();
        merged.Report.Totals.Total.Should().Be(601);
    }

    private static ReportDocument? Merge(params ReportDocument?[] shards) =>
        ReportMerger.Merge("shop-tests", ReadReport.Facts, shards, DateTimeOffset.UnixEpoch);

    private static ReportDocument Tests(int succeeded, int failed, int seconds, params string[] names) => new()
    {
        Report = Report(BuildReportType.Test, failed > 0 ? BuildReportStatus.Failed : BuildReportStatus.Succeeded) with
        {
            Totals = new BuildTestTotals { Succeeded = succeeded, Failed = failed },
            Duration = TimeSpan.FromSeconds(seconds),
        },
        Cases = [.. names.Select(name => new BuildTestCase { Name = name, Status = failed > 0 ? BuildTestStatus.Failed : BuildTestStatus.Succeeded })],
    };

    private static ReportDocument Coverage(params (string Path, int Hit, int Missed, int Taken, int Untaken)[] files) => new()
    {
        Report = Report(BuildReportType.CodeCoverage, BuildReportStatus.Succeeded),
        Files =
        [
            .. files.Select(file => new BuildFileCoverage
            {
                Path = file.Path,
                Coverage = new BuildCoverage { LinesCovered = file.Hit, LinesMissed = file.Missed, BranchesCovered = file.Taken, BranchesMissed = file.Untaken },
            }),
        ],
    };

    private static BuildReport Report(BuildReportType type, BuildReportStatus status) => new()
    {
        Group = "shop-tests-BuildFanoutShard1",
        Type = type,
        Format = "JUNITXML",
        Status = status,
        BuildId = "s",
        BuildNumber = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        FileCount = 1,
    };
}
