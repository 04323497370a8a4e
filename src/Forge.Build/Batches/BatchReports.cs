using Forge.Artifacts;
using Forge.Build.Driving;
using Forge.Build.Reports;

namespace Forge.Build.Batches;

/// <summary>Merges the reports of builds that share the tests of one build.</summary>
internal sealed class BatchReports(BuildServices services, BuildEngine builds)
{
    /// <summary>Merges them group by group, and stores their details.</summary>
    /// <param name="state">The batch, whose builds have ended.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The merged reports.</returns>
    public async Task<IReadOnlyList<BuildReport>> MergeAsync(BatchState state, CancellationToken cancellationToken)
    {
        var suffixes = state.Plan!.Tasks.ToDictionary(task => task.Identifier, task => task.ReportSuffix, StringComparer.Ordinal);
        var shards = new List<Dictionary<string, BuildReport>>();
        foreach (var group in state.Result.Groups)
        {
            var build = group.BuildId is null ? null : await builds.GetAsync(group.BuildId, cancellationToken).ConfigureAwait(false);
            shards.Add((build?.Reports ?? []).ToDictionary(report => Without(suffixes[group.Identifier], report.Group), StringComparer.Ordinal));
        }

        var facts = new ReportFacts { Project = state.Result.Project, BuildId = state.Result.BatchId, BuildNumber = 0, SourceDirectory = "" };
        var merged = new List<BuildReport>();
        foreach (var name in shards.SelectMany(shard => shard.Keys).Distinct(StringComparer.Ordinal))
        {
            var made = new List<ReportDocument?>();
            foreach (var shard in shards)
            {
                made.Add(shard.GetValueOrDefault(name) is { } report ? await ReadAsync(report, cancellationToken).ConfigureAwait(false) : null);
            }

            // The time of the last one, so that doing it twice gives the same.
            var document = ReportMerger.Merge(name, facts, made, made.OfType<ReportDocument>().Max(shard => shard.Report.CreatedAt))!;
            merged.Add(await StoreAsync(document, $"{facts.KeyPrefix}/{name}/report.json.gz", cancellationToken).ConfigureAwait(false));
        }

        return merged;
    }

    private static string Without(string suffix, string group) => group.EndsWith(suffix, StringComparison.Ordinal) ? group[..^suffix.Length] : group;

    // Without its details a report still has its totals.
    private async Task<ReportDocument> ReadAsync(BuildReport report, CancellationToken cancellationToken)
    {
        if (report.DocumentKey is null || services.ArtifactStore is not { } store)
        {
            return new ReportDocument { Report = report };
        }

        try
        {
            var content = await store.OpenReadAsync(ArtifactKey.Parse(report.DocumentKey), cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                return await ReportDocument.ReadAsync(content, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ArtifactStoreException or InvalidDataException)
        {
            return new ReportDocument { Report = report };
        }
    }

    private async Task<BuildReport> StoreAsync(ReportDocument document, string name, CancellationToken cancellationToken)
    {
        if (services.ArtifactStore is not { } store || !ArtifactKey.TryParse(name, out var key))
        {
            return document.Report;
        }

        var named = document.Report with { DocumentKey = name };
        try
        {
            using var packed = (document with { Report = named }).Pack();
            await store.PutAsync(key, packed, cancellationToken).ConfigureAwait(false);
            return named;
        }
        catch (ArtifactStoreException)
        {
            return document.Report;
        }
    }
}
