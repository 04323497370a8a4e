namespace Forge.Build.Batches;

/// <summary>The reports of the builds were merged.</summary>
internal sealed record BatchReportsMerged
{
    public required string BatchId { get; init; }

    public required IReadOnlyList<BuildReport> Reports { get; init; }
}
