using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Deploy.Bundles;
using Forge.Git;
using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Deploy.Revisions;

/// <summary>Puts a revision into an artifact store under its digest, wherever it comes from: an archive as it is, files as a tree, of which only what is new is moved. The same revision gives the same key, so that doing it again changes nothing.</summary>
/// <param name="directory">Where archives and commits are fetched to before they are stored.</param>
/// <param name="providers">What has commits.</param>
/// <param name="download">What fetches from URLs.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class RevisionImport(string directory, IEnumerable<ISourceProvider> providers, RevisionDownload download, TimeProvider timeProvider)
{
    // The rights that others may not have without it: those of a checkout are whatever the umask was.
    private const int Reproducible = 0b111_101_101;

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
        return source switch
        {
            { Url: { } url } => await ImportArchiveAsync(url, source.Digest, path, (store, application), cancellationToken).ConfigureAwait(false),
            { Location: { } location } => await ImportCommitAsync(Provider(source.Provider), location, path, (store, application), cancellationToken).ConfigureAwait(false),
            _ => await ImportDirectoryAsync(source.Directory!, (store, application), cancellationToken).ConfigureAwait(false),
        };
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

    private async Task<ArtifactKey> ImportArchiveAsync(
        Uri url, ArtifactDigest? wanted, string path, (IArtifactStore Store, string Application) to, CancellationToken cancellationToken)
    {
        var file = BundleFiles.Create(path);
        await using (file.ConfigureAwait(false))
        {
            // It lives as long as it is open.
            File.Delete(path);
            await download.FetchAsync(url, file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            var digest = ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            if (wanted is not null && wanted != digest)
            {
                throw new DeploymentRefusedException(
                    $"What '{url.GetLeftPart(UriPartial.Path)}' gives has the digest {digest}, not {wanted}. Nothing was stored: find out who changed it, or name the new digest.", DeploymentFailure.InvalidRevision);
            }

            file.Position = 0;
            return (await to.Store.PutAsync(ArtifactKey.Parse($"{PrefixOf(to.Application)}/{digest}"), file, cancellationToken).ConfigureAwait(false)).Key;
        }
    }

    private async Task<ArtifactKey> ImportCommitAsync(
        ISourceProvider provider, SourceLocation location, string checkout, (IArtifactStore Store, string Application) to, CancellationToken cancellationToken)
    {
        try
        {
            var revision = await provider.ResolveAsync(location, cancellationToken).ConfigureAwait(false);
            BundleFiles.CreateDirectory(checkout);
            await provider.CheckOutAsync(revision, checkout, cancellationToken).ConfigureAwait(false);
            return await ImportDirectoryAsync(checkout, to, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (Directory.Exists(checkout))
            {
                Directory.Delete(checkout, recursive: true);
            }
        }
    }

    private async Task<ArtifactKey> ImportDirectoryAsync(string source, (IArtifactStore Store, string Application) to, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(source))
        {
            throw new DeploymentRefusedException($"There is no directory '{source}' on this machine that could be a revision.", DeploymentFailure.RevisionMissing);
        }

        var time = ArchiveEntry.FixedTime.ToUnixTimeSeconds();
        try
        {
            var upload = new TreeUpload(to.Store, new TreePool(PrefixOf(to.Application)), timeProvider);
            var content = DirectoryScan.Of(source).Select(found => found with { UnixMode = found.UnixMode & Reproducible, ModifiedAt = time });
            return (await upload.RunAsync(new TreeUploadRequest { Content = content }, cancellationToken).ConfigureAwait(false)).Info.Key;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new DeploymentRefusedException($"'{source}' cannot be packed as a revision. {e.Message}", DeploymentFailure.InvalidRevision);
        }
    }

    private static string PrefixOf(string application) => ArtifactKey.TryParse($"{application}/0", out _) ? application : "revisions";

    private ISourceProvider Provider(string name) =>
        name is "" && _providers is [var only] ? only
        : _providers.Find(provider => provider.Name == name) ?? throw new DeploymentRefusedException(
            name is ""
                ? $"The request does not say which source provider has the commit, and the host does not have exactly one. There are: {Names.List(_providers.Select(provider => provider.Name))}."
                : $"There is no source provider '{name}'. {Names.Hint(name, [.. _providers.Select(provider => provider.Name)])}",
            DeploymentFailure.RevisionMissing);
}
