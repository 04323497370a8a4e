using Forge.Build.Local;
using Forge.Git;
using Forge.Shared.Archives;

namespace Forge.Build.Driving;

/// <summary>The source of one build on this machine, until it is disposed.</summary>
internal sealed class SourceCheckout : IDisposable
{
    private readonly string? _temporary;

    private SourceCheckout(string? directory, string? temporary, SourceRevision? revision)
    {
        Directory = directory;
        _temporary = temporary;
        Revision = revision;
    }

    /// <summary>Gets the directory; null for a build without a source.</summary>
    public string? Directory { get; }

    /// <summary>Gets the commit; null when the source is a directory or nothing.</summary>
    public SourceRevision? Revision { get; }

    /// <summary>Fetches a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="providers">The providers by name.</param>
    /// <param name="temporary">A directory that does not exist yet, for a checkout.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <exception cref="SourceException">The source cannot be had.</exception>
    public static async Task<SourceCheckout> FetchAsync(
        BuildSource source, IReadOnlyDictionary<string, ISourceProvider> providers, string temporary, CancellationToken cancellationToken)
    {
        if (source.Provider.Length == 0)
        {
            return source.Directory is null || System.IO.Directory.Exists(source.Directory)
                ? new SourceCheckout(source.Directory, null, null)
                : throw new SourceException($"The source directory '{source.Directory}' does not exist.", source.Directory);
        }

        var provider = providers[source.Provider];
        var revision = source.Revision ?? await provider.ResolveAsync(source.Location!, cancellationToken).ConfigureAwait(false);
        var checkout = new SourceCheckout(temporary, temporary, revision);
        try
        {
            await provider.CheckOutAsync(revision, temporary, cancellationToken).ConfigureAwait(false);
            return checkout;
        }
        catch (Exception)
        {
            checkout.Dispose();
            throw;
        }
    }

    /// <summary>Packs the source into a tar.</summary>
    public Stream Pack() =>
        new ProducedStream((destination, cancellationToken) => DirectoryTar.WriteAsync(Directory!, destination, cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary is not null)
        {
            new LocalDirectory(_temporary, executor: "").Delete();
        }
    }
}
