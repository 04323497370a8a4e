using Forge.Artifacts;
using Forge.Build.Output;

namespace Forge.Build.Reports;

/// <summary>Stores report files and documents. When the store fails, the log says so once and nothing more is stored.</summary>
/// <param name="store">The store, or null when the host has none.</param>
/// <param name="log">The log.</param>
/// <param name="prefix">What the keys begin with.</param>
internal sealed class ReportArchive(IArtifactStore? store, BuildLog log, string prefix)
{
    private bool _isClosed = store is null;

    /// <summary>Stores a report file as it is.</summary>
    public Task AddFileAsync(string group, string name, byte[] bytes, CancellationToken cancellationToken) =>
        AddAsync($"{prefix}/{group}/files/{name}", new MemoryStream(bytes, writable: false), cancellationToken);

    /// <summary>Stores a document.</summary>
    /// <returns>The report with the document's key, or as it was.</returns>
    public async Task<BuildReport> AddDocumentAsync(ReportDocument document, CancellationToken cancellationToken)
    {
        var named = document.Report with { DocumentKey = $"{prefix}/{document.Report.Group}/report.json.gz" };
        var isStored = await AddAsync(named.DocumentKey, (document with { Report = named }).Pack(), cancellationToken).ConfigureAwait(false);
        return isStored ? named : document.Report;
    }

    private async Task<bool> AddAsync(string name, MemoryStream content, CancellationToken cancellationToken)
    {
        await using (content.ConfigureAwait(false))
        {
            if (_isClosed)
            {
                return false;
            }

            if (!ArtifactKey.TryParse(name, out var key))
            {
                log.Write($"Warning: '{name}' cannot be the key of a stored report: it must have parts divided by '/', none of them empty, '.' or '..'");
                return false;
            }

            try
            {
                await store!.PutAsync(key, content, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
            {
                // An earlier host stored it, and ended before it could record that.
                return true;
            }
            catch (ArtifactStoreException e)
            {
                _isClosed = true;
                log.Write($"Warning: the details of reports are not kept: {e.Message}");
                return false;
            }
        }
    }
}
