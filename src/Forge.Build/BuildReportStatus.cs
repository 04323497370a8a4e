namespace Forge.Build;

/// <summary>How a report stands. It never decides how the build stands: exit codes do.</summary>
public enum BuildReportStatus
{
    /// <summary>The build still runs.</summary>
    Generating,

    /// <summary>Every test case succeeded or was skipped; or it is a report of code coverage, which cannot fail.</summary>
    Succeeded,

    /// <summary>At least one test case failed, had an error or ended in a way nobody knows.</summary>
    Failed,

    /// <summary>The report is not whole: no file was found, a file could not be read, or the build ended before. <see cref="BuildReport.Message"/> says which.</summary>
    Incomplete,
}
