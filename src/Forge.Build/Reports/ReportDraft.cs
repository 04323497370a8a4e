namespace Forge.Build.Reports;

/// <summary>The report of one group while its files are read.</summary>
/// <param name="group">The group.</param>
/// <param name="format">The format of its files; of several the first.</param>
/// <param name="tally">Takes what they say.</param>
internal sealed class ReportDraft(string group, ReportFormat format, ReportTally tally)
{
    private string _message = "";
    private int _fileCount;

    /// <summary>Gets the group.</summary>
    public string Group => group;

    /// <summary>Gets what the report is about.</summary>
    public BuildReportType Type => format.ToType();

    /// <summary>Reads a file.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public SpecProblem? Take(ReportFormat fileFormat, string file, ReadOnlyMemory<byte> bytes)
    {
        _fileCount++;
        var problem = ReportReader.Read(fileFormat, file, bytes, tally);
        if (problem is not null)
        {
            Spoil(problem.ToString());
        }

        return problem;
    }

    /// <summary>Says why the report is incomplete. The first reason stands.</summary>
    public void Spoil(string message) => _message = _message.Length > 0 ? _message : ReportText.Clip(message, ReportLimits.MessageLength);

    /// <summary>Makes the report.</summary>
    public ReportDocument Finish(ReportFacts facts, DateTimeOffset now)
    {
        var isTest = Type is BuildReportType.Test;
        var files = tally.Coverage.Files;
        return new ReportDocument
        {
            Report = new BuildReport
            {
                Group = group,
                Type = Type,
                Format = format.ToReferenceName(),
                Status = _message.Length > 0 ? BuildReportStatus.Incomplete
                    : !isTest || tally.Tests.Totals.IsSuccess ? BuildReportStatus.Succeeded
                    : BuildReportStatus.Failed,
                Message = _message,
                BuildId = facts.BuildId,
                BuildNumber = facts.BuildNumber,
                CreatedAt = now,
                Duration = tally.Tests.Duration,
                Totals = tally.Tests.Totals,
                Coverage = isTest ? null : files.Aggregate(new BuildCoverage(), (sum, file) => sum.Plus(file.Coverage)),
                FileCount = _fileCount,
                IsTruncated = tally.Tests.IsTruncated,
            },
            Cases = tally.Tests.Cases,
            Files = files,
        };
    }
}
