using System.IO.Compression;
using System.Text.Json;
using Forge.Build.Reports;

namespace Forge.Build;

/// <summary>A report with its details.</summary>
public sealed record ReportDocument
{
    /// <summary>Gets the totals.</summary>
    public required BuildReport Report { get; init; }

    /// <summary>Gets the test cases in the order of the files; at most 500.</summary>
    public IReadOnlyList<BuildTestCase> Cases { get; init; } = [];

    /// <summary>Gets the coverage of each file, in ordinal order of the paths.</summary>
    public IReadOnlyList<BuildFileCoverage> Files { get; init; } = [];

    /// <summary>Reads a document as it lies in the artifact store under <see cref="BuildReport.DocumentKey"/>.</summary>
    /// <param name="content">Compressed JSON. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>The document.</returns>
    /// <exception cref="InvalidDataException"><paramref name="content"/> is not such a document.</exception>
    public static async Task<ReportDocument> ReadAsync(Stream content, CancellationToken cancellationToken = default)
    {
        var json = new GZipStream(content, CompressionMode.Decompress, leaveOpen: true);
        await using (json.ConfigureAwait(false))
        {
            try
            {
                return await JsonSerializer.DeserializeAsync(json, ReportJson.Default.ReportDocument, cancellationToken).ConfigureAwait(false)
                    ?? throw new InvalidDataException("The report document is empty. Run the build again.");
            }
            catch (JsonException e)
            {
                throw new InvalidDataException($"The report document cannot be read: {e.Message} Was it stored by a newer Forge?", e);
            }
        }
    }

    /// <summary>Writes the document as it lies in the artifact store.</summary>
    internal MemoryStream Pack()
    {
        var packed = new MemoryStream();
        using (var compressed = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(compressed, this, ReportJson.Default.ReportDocument);
        }

        packed.Position = 0;
        return packed;
    }
}
