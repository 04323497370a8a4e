namespace Forge.Build.Driving;

/// <summary>The reports of a build were made: their totals, and where the details are.</summary>
internal sealed record ReportsMade
{
    public required string BuildId { get; init; }

    public required IReadOnlyList<BuildReport> Reports { get; init; }

    /// <summary>Gets how many lines of the build itself the log had by then.</summary>
    public required long LogNotes { get; init; }
}
