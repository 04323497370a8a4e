namespace Forge.Build.Reports;

/// <summary>Merges the reports that the builds of a fan-out made of one group.</summary>
internal static class ReportMerger
{
    /// <summary>Merges reports: totals are summed, the duration is the longest, of each file of code the best coverage counts.</summary>
    /// <param name="group">The group of the merged report.</param>
    /// <param name="batch">The batch as the build of the merged report.</param>
    /// <param name="shards">What each build made, in their order; null for one that made none.</param>
    /// <param name="now">The time.</param>
    /// <returns>The merged report; null when no build made one.</returns>
    public static ReportDocument? Merge(string group, ReportFacts batch, IReadOnlyList<ReportDocument?> shards, DateTimeOffset now)
    {
        ReportDocument[] made = [.. shards.OfType<ReportDocument>()];
        if (made.Length == 0)
        {
            return null;
        }

        var first = made[0].Report;
        ReportDocument[] alike = [.. made.Where(shard => shard.Report.Type == first.Type)];
        var files = MergeFiles(alike);
        var (cases, totals) = (MergeCases(alike), alike.Aggregate(new BuildTestTotals(), (sum, shard) => sum.Plus(shard.Report.Totals)));
        var message = MessageOf(shards, alike.Length);
        return new ReportDocument
        {
            Report = new BuildReport
            {
                Group = group,
                Type = first.Type,
                Format = first.Format,
                Status = StatusOf(alike, message.Length > 0),
                Message = message,
                BuildId = batch.BuildId,
                BuildNumber = batch.BuildNumber,
                CreatedAt = now,
                Duration = alike.Max(shard => shard.Report.Duration),
                Totals = totals,
                Coverage = first.Type is BuildReportType.Test ? null : files.Aggregate(new BuildCoverage(), (sum, file) => sum.Plus(file.Coverage)),
                FileCount = alike.Sum(shard => shard.Report.FileCount),
                IsTruncated = totals.Total > cases.Length,
            },
            Cases = cases,
            Files = files,
        };
    }

    // What failed is known, whatever is missing beside it.
    private static BuildReportStatus StatusOf(ReportDocument[] shards, bool isIncomplete) =>
        Array.Exists(shards, shard => shard.Report.Status is BuildReportStatus.Failed) ? BuildReportStatus.Failed
        : isIncomplete ? BuildReportStatus.Incomplete
        : BuildReportStatus.Succeeded;

    private static string MessageOf(IReadOnlyList<ReportDocument?> shards, int alike)
    {
        var missing = shards.Count(shard => shard is null);
        var other = shards.Count - missing - alike;
        var incomplete = shards.FirstOrDefault(shard => shard?.Report.Status is BuildReportStatus.Incomplete or BuildReportStatus.Generating)?.Report;
        return missing > 0 ? $"{missing} of {shards.Count} builds made no report"
            : other > 0 ? $"{other} of {shards.Count} builds made a report of another type: a group is about test cases or about code coverage"
            : incomplete is null ? ""
            : incomplete.Message.Length > 0 ? $"the report of build '{incomplete.BuildId}' is incomplete: {incomplete.Message}"
            : $"the report of build '{incomplete.BuildId}' is incomplete";
    }

    private static BuildTestCase[] MergeCases(ReportDocument[] shards)
    {
        BuildTestCase[] all = [.. shards.SelectMany(shard => shard.Cases)];
        var kept = all.Select((test, i) => (Case: test, i))
            .OrderBy(pair => pair.Case.Status is BuildTestStatus.Succeeded or BuildTestStatus.Skipped)
            .ThenBy(pair => pair.i)
            .Take(ReportLimits.KeptCases);
        return [.. kept.OrderBy(pair => pair.i).Select(pair => pair.Case)];
    }

    private static BuildFileCoverage[] MergeFiles(ReportDocument[] shards) =>
    [
        .. shards.SelectMany(shard => shard.Files)
            .GroupBy(file => file.Path, StringComparer.Ordinal)
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => new BuildFileCoverage { Path = file.Key, Coverage = file.Select(one => one.Coverage).Aggregate(CoverageOrder.Better) }),
    ];
}
