using Forge.Artifacts;
using Forge.Build.Local;
using Forge.Git;
using Forge.Shared.Archives;

namespace Forge.Build.Driving;

/// <summary>The source of one build on this machine, until it is disposed.</summary>
internal sealed class SourceCheckout : IDisposable
{
    private const int EmptyTarSize = 1024;

    // What a repository may hold, an archive of one may hold too.
    private static readonly ArchiveLimits Limits = new() { Names = ArchiveNames.Any };

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
    /// <param name="services">What the host has.</param>
    /// <param name="temporary">A directory that does not exist yet, for a checkout.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <exception cref="SourceException">The source cannot be had.</exception>
    public static async Task<SourceCheckout> FetchAsync(
        BuildSource source, BuildServices services, string temporary, CancellationToken cancellationToken)
    {
        if (source.Artifact is { } artifact)
        {
            return await ExtractAsync(artifact, services.FindStore(source.Store), temporary, cancellationToken).ConfigureAwait(false);
        }

        if (source.Provider.Length == 0)
        {
            return source.Directory is null || System.IO.Directory.Exists(source.Directory)
                ? new SourceCheckout(source.Directory, null, null)
                : throw new SourceException($"The source directory '{source.Directory}' does not exist.", source.Directory);
        }

        var provider = services.FindSourceProvider(source.Provider)
            ?? throw new SourceException($"There is no source provider '{source.Provider}'. Registered are: {services.SourceProviderNames}.", source.Provider);
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

    private static async Task<SourceCheckout> ExtractAsync(ArtifactKey key, IArtifactStore? store, string temporary, CancellationToken cancellationToken)
    {
        var checkout = new SourceCheckout(temporary, temporary, revision: null);
        try
        {
            var content = await (store ?? throw new SourceException($"There is no artifact store for the source '{key}'. Register one, and name it if there are several.", key.Value))
                .OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                // An archive is read from its end too.
                var spool = new FileStream(
                    temporary + ".archive", FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
                await using (spool.ConfigureAwait(false))
                {
                    await content.CopyToAsync(spool, cancellationToken).ConfigureAwait(false);
                    using var archive = await ArchiveReader.OpenAsync(spool, Limits, cancellationToken).ConfigureAwait(false);
                    await archive.ExtractAsync(temporary, cancellationToken).ConfigureAwait(false);
                }
            }

            return checkout;
        }
        catch (Exception e) when (e is ArchiveException or ArtifactStoreException)
        {
            checkout.Dispose();
            throw new SourceException($"The source '{key}' cannot be had: {e.Message}", key.Value, e is ArtifactStoreException { IsTransient: true }, e);
        }
    }

    /// <summary>Packs the source into a tar.</summary>
    public Stream Pack() => Directory is null
        ? new MemoryStream(new byte[EmptyTarSize])
        : new ProducedStream((destination, cancellationToken) => DirectoryTar.WriteAsync(Directory, destination, cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_temporary is not null)
        {
            new LocalDirectory(_temporary, executor: "").Delete();
        }
    }
}
