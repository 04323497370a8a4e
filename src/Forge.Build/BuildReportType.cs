namespace Forge.Build;

/// <summary>What a report is about. A report group holds reports of one type only.</summary>
public enum BuildReportType
{
    /// <summary>Test cases and how they ended.</summary>
    Test,

    /// <summary>Which lines and branches the tests ran through.</summary>
    CodeCoverage,
}
