namespace Forge.Build;

/// <summary>What one build adds to a trend.</summary>
public sealed record ReportTrendPoint
{
    /// <summary>Gets the build's number.</summary>
    public required long BuildNumber { get; init; }

    /// <summary>Gets the build.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets how the report stood.</summary>
    public required BuildReportStatus Status { get; init; }

    /// <summary>Gets the share of test cases that succeeded, of those that were run, from 0 to 100; null when none was run.</summary>
    public double? PassRate { get; init; }

    /// <summary>Gets how many test cases there were; null for code coverage.</summary>
    public long? Total { get; init; }

    /// <summary>Gets how many seconds the test cases ran; null for code coverage.</summary>
    public double? Seconds { get; init; }

    /// <summary>Gets the share of lines that were run, from 0 to 100; null for tests.</summary>
    public double? LinePercentage { get; init; }

    /// <summary>Gets the share of branches that were taken, from 0 to 100; null for tests and where there is no branch.</summary>
    public double? BranchPercentage { get; init; }
}
