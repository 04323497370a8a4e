namespace Forge.Build;

/// <summary>What the report files of one group say of one build, in totals. The details are a <see cref="ReportDocument"/> in the artifact store.</summary>
public sealed record BuildReport
{
    /// <summary>Gets the report group: <c>project-name</c>, or an ARN as the buildspec gives it.</summary>
    public required string Group { get; init; }

    /// <summary>Gets what the report is about.</summary>
    public required BuildReportType Type { get; init; }

    /// <summary>Gets the format of the files in the reference's word, such as <c>JUNITXML</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Gets how the report stands.</summary>
    public required BuildReportStatus Status { get; init; }

    /// <summary>Gets why the report is incomplete.</summary>
    /// <value>The default is empty.</value>
    public string Message { get; init; } = "";

    /// <summary>Gets the build.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the build's number.</summary>
    public required long BuildNumber { get; init; }

    /// <summary>Gets when the report was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets how long the test cases ran, in sum; zero for code coverage. At most 365 days.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Gets how many test cases ended in which way; all zero for code coverage.</summary>
    public BuildTestTotals Totals { get; init; } = new();

    /// <summary>Gets the coverage, or null when the report is about tests.</summary>
    public BuildCoverage? Coverage { get; init; }

    /// <summary>Gets how many report files were read.</summary>
    public int FileCount { get; init; }

    /// <summary>Gets a value indicating whether the details leave cases or files out: at most 500 cases are kept, failed ones before others.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Gets the key of the <see cref="ReportDocument"/> in the artifact store; null when the host has no store.</summary>
    public string? DocumentKey { get; init; }
}
