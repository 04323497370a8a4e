using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Git;
using Forge.Shared.Archives;

namespace Forge.Deploy.Revisions;

/// <summary>Puts a revision into an artifact store under its digest, wherever it comes from. The same revision gives the same key, so that doing it again changes nothing.</summary>
/// <param name="directory">Where archives are made and fetched to before they are stored.</param>
/// <param name="providers">What has commits.</param>
/// <param name="download">What fetches from URLs.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RevisionImport(string directory, IEnumerable<ISourceProvider> providers, RevisionDownload download, TimeProvider timeProvider)
{
    private static readonly TimeSpan LeftOver = TimeSpan.FromDays(1);

    private readonly List<ISourceProvider> _providers = [.. providers];

    /// <summary>Stores a revision.</summary>
    /// <param name="source">The revision.</param>
    /// <param name="store">The store.</param>
    /// <param name="application">The first part of the key.</param>
    /// <param name="cancellationToken">Cancels everything; nothing remains on this host then.</param>
    /// <returns>The key.</returns>
    /// <exception cref="DeploymentRefusedException">There is no such directory, provider or archive, it cannot be packed, or it has another digest.</exception>
    /// <exception cref="SourceException">The commit does not exist or cannot be reached.</exception>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public async Task<ArtifactKey> ImportAsync(RevisionSource source, IArtifactStore store, string application, CancellationToken cancellationToken)
    {
        BundleFiles.CreateDirectory(directory);
        Prune();
        var path = BundleFiles.Temporary(Path.Join(directory, "import"));
        var file = BundleFiles.Create(path);
        await using (file.ConfigureAwait(false))
        {
            // It lives as long as it is open.
            File.Delete(path);
            await WriteAsync(source, file, path, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var digest = ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            if (source.Digest is { } wanted && wanted != digest)
            {
                throw new DeploymentRefusedException(
                    $"What '{source.Url!.GetLeftPart(UriPartial.Path)}' gives has the digest {digest}, not {wanted}. Nothing was stored: find out who changed it, or name the new digest.", DeploymentFailure.InvalidRevision);
            }

            file.Position = 0;
            var key = ArtifactKey.TryParse($"{application}/{digest}", out var named) ? named : ArtifactKey.Parse($"revisions/{digest}");
            return (await store.PutAsync(key, file, cancellationToken).ConfigureAwait(false)).Key;
        }
    }

    // Checkouts of hosts that were killed.
    private void Prune()
    {
        var before = (timeProvider.GetUtcNow() - LeftOver).UtcDateTime;
        foreach (var old in new DirectoryInfo(directory).GetDirectories().Where(old => old.LastWriteTimeUtc < before))
        {
            old.Delete(recursive: true);
        }
    }

    private async Task WriteAsync(RevisionSource source, FileStream file, string path, CancellationToken cancellationToken)
    {
        if (source.Url is { } url)
        {
            await download.FetchAsync(url, file, cancellationToken).ConfigureAwait(false);
        }
        else if (source.Location is { } location)
        {
            await PackCommitAsync(Provider(source.Provider), location, file, $"{path}.checkout", cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await PackAsync(source.Directory!, file, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task PackCommitAsync(ISourceProvider provider, SourceLocation location, FileStream file, string checkout, CancellationToken cancellationToken)
    {
        try
        {
            var revision = await provider.ResolveAsync(location, cancellationToken).ConfigureAwait(false);
            BundleFiles.CreateDirectory(checkout);
            await provider.CheckOutAsync(revision, checkout, cancellationToken).ConfigureAwait(false);
            await PackAsync(checkout, file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(checkout))
            {
                Directory.Delete(checkout, recursive: true);
            }
        }
    }

    private static async Task PackAsync(string source, FileStream file, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(source))
        {
            throw new DeploymentRefusedException($"There is no directory '{source}' on this machine that could be a revision.", DeploymentFailure.RevisionMissing);
        }

        try
        {
            var zip = new ZipBuilder(file);
            await using (zip.ConfigureAwait(false))
            {
                await DirectoryArchive.AddAsync(zip, source, new PackOptions { Links = PackedLinks.Entries }, cancellationToken).ConfigureAwait(false);
                await zip.CompleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is ArchiveException or UnauthorizedAccessException or FileNotFoundException)
        {
            throw new DeploymentRefusedException($"'{source}' cannot be packed as a revision. {e.Message}", DeploymentFailure.InvalidRevision);
        }
    }

    private ISourceProvider Provider(string name) =>
        name is "" && _providers is [var only] ? only
        : _providers.Find(provider => provider.Name == name) ?? throw new DeploymentRefusedException(
            name is ""
                ? $"The request does not say which source provider has the commit, and the host does not have exactly one. There are: {Names.List(_providers.Select(provider => provider.Name))}."
                : $"There is no source provider '{name}'. {Names.Hint(name, [.. _providers.Select(provider => provider.Name)])}",
            DeploymentFailure.RevisionMissing);
}
