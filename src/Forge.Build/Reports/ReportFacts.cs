namespace Forge.Build.Reports;

/// <summary>The build that reports are of.</summary>
internal sealed record ReportFacts
{
    /// <summary>Gets the project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the build.</summary>
    public required string BuildId { get; init; }

    /// <summary>Gets the build's number.</summary>
    public required long BuildNumber { get; init; }

    /// <summary>Gets the source directory as commands see it.</summary>
    public required string SourceDirectory { get; init; }

    /// <summary>Gets what ends the names of the groups; empty for nothing.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>Gets what the keys of stored reports begin with.</summary>
    public string KeyPrefix => $"{Project}/{BuildId}/reports";
}
