namespace Forge.Build.Reports;

/// <summary>How much of a report is read and kept. The first three are the reference's.</summary>
internal static class ReportLimits
{
    /// <summary>How many test cases are kept.</summary>
    public const int KeptCases = 500;

    /// <summary>How many characters a name may have.</summary>
    public const int NameLength = 1000;

    /// <summary>How many characters a message may have.</summary>
    public const int MessageLength = 5000;

    /// <summary>How many groups a build may have.</summary>
    public const int Groups = 5;

    /// <summary>How many bytes a file may have.</summary>
    public const int FileBytes = 32 * 1024 * 1024;

    /// <summary>How many bytes of report files are read in one build.</summary>
    public const long BuildBytes = 512L * 1024 * 1024;

    /// <summary>How many files a group may have, and how many are looked at for discovery.</summary>
    public const int Files = 1000;

    /// <summary>How deep a file may be nested.</summary>
    public const int Depth = 128;

    /// <summary>How many test cases are counted.</summary>
    public const int Cases = 1_000_000;

    /// <summary>How many files of code a report may cover.</summary>
    public const int CoveredFiles = 100_000;

    /// <summary>How many lines of code a report may cover.</summary>
    public const int CoveredLines = 2_000_000;

    /// <summary>The longest duration.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromDays(365);
}
