namespace Forge.Build.Tests.Reports;

public sealed class ReportTrendTests
{
    [Fact]
    public void Of_ReportsOfOneGroup_IsInOrderOfTheBuilds()
    {
        var trend = ReportTrend.Of("g", [Tests(3, 1, 3, 0, 30), Tests(1, 3, 1, 4, 10), Tests(2, 4, 0, 0, 20)]);

        trend.Points.Select(point => point.BuildNumber).Should().Equal(1, 2, 3);
        trend.Points.Select(point => point.PassRate).Should().Equal(75, 100, 25);
        trend.Points.Select(point => point.Seconds).Should().Equal(10, 20, 30);
        trend.Points.Select(point => point.Total).Should().Equal(8, 4, 4);
        trend.PassRate.Should().BeEquivalentTo(new ReportTrendSpread { Average = 200 / 3.0, Minimum = 25, Maximum = 100 });
        trend.Seconds!.Average.Should().Be(20);
        trend.LinePercentage.Should().BeNull();
    }

    [Fact]
    public void Of_Coverage_HasPercentages()
    {
        var trend = ReportTrend.Of("g", [Coverage(1, 1, 3, 0, 0), Coverage(2, 3, 1, 1, 1)]);

        trend.Points.Select(point => point.LinePercentage).Should().Equal(25, 75);
        trend.Points.Select(point => point.BranchPercentage).Should().Equal(null, 50);
        trend.LinePercentage!.Average.Should().Be(50);
        trend.BranchPercentage!.Average.Should().Be(50);
        trend.PassRate.Should().BeNull();
        trend.Total.Should().BeNull();
    }

    [Fact]
    public void Of_OtherGroupsAndIncompleteReports_LeavesThemOut()
    {
        var trend = ReportTrend.Of(
            "g",
            [
                Tests(1, 1, 0, 0, 1) with { Group = "other" },
                Tests(2, 1, 0, 0, 1) with { Status = BuildReportStatus.Incomplete },
                Tests(3, 1, 0, 0, 1) with { Status = BuildReportStatus.Generating },
            ]);

        trend.Points.Should().BeEmpty();
        trend.PassRate.Should().BeNull();
    }

    [Fact]
    public void Of_OnlySkippedCases_HasNoPassRate() =>
        ReportTrend.Of("g", [Tests(1, 0, 0, 5, 1)]).Points.Single().PassRate.Should().BeNull();

    private static BuildReport Tests(int number, int succeeded, int failed, int skipped, int seconds) => Report(number, BuildReportType.Test) with
    {
        Totals = new BuildTestTotals { Succeeded = succeeded, Failed = failed, Skipped = skipped },
        Duration = TimeSpan.FromSeconds(seconds),
    };

    private static BuildReport Coverage(int number, int hit, int missed, int taken, int untaken) => Report(number, BuildReportType.CodeCoverage) with
    {
        Coverage = new BuildCoverage { LinesCovered = hit, LinesMissed = missed, BranchesCovered = taken, BranchesMissed = untaken },
    };

    private static BuildReport Report(int number, BuildReportType type) => new()
    {
        Group = "g",
        Type = type,
        Format = "F",
        Status = BuildReportStatus.Succeeded,
        BuildId = $"b{number}",
        BuildNumber = number,
        CreatedAt = DateTimeOffset.UnixEpoch,
    };
}
