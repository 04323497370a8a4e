namespace Forge.Build.Driving;

/// <summary>The reports of a build were made: their totals, and where the details are.</summary>
internal sealed record ReportsMade
{
    public required string BuildId { get; init; }

    public required IReadOnlyList<BuildReport> Reports { get; init; }
}
