using System.Security.Cryptography;
using Forge.Artifacts;
using Forge.Deploy.Revisions;
using Forge.Shared.Archives;

namespace Forge.Deploy.Bundles;

/// <summary>Fetches revisions from their store, once each, and keeps the last few on this host by their digest.</summary>
/// <remarks>Safe for concurrent use; different revisions are fetched one after the other.</remarks>
internal sealed class BundleCache(string directory, TimeProvider timeProvider) : IDisposable
{
    private const int KeptFiles = 32;
    private const int KeptBundles = 16;
    private static readonly TimeSpan LeftOver = TimeSpan.FromHours(1);

    private readonly TreeTar _trees = new(Path.Join(directory, "packs"), timeProvider);
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<(ArtifactDigest Digest, Bundle Bundle)> _bundles = [];

    /// <summary>Returns a revision.</summary>
    /// <param name="store">The store that has it.</param>
    /// <param name="key">Its key.</param>
    /// <param name="digest">The digest that it must have.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <exception cref="ArtifactStoreException">The store does not have it, has other bytes under the key, or cannot be reached.</exception>
    /// <exception cref="ArchiveException">It is no archive, is damaged, or breaks a rule.</exception>
    /// <exception cref="SpecException">It has no appspec, or one with errors.</exception>
    public async Task<Bundle> GetAsync(IArtifactStore store, ArtifactKey key, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_bundles.Find(kept => kept.Digest == digest).Bundle is { } known && File.Exists(known.TarPath))
            {
                return known;
            }

            var bundle = await OpenAsync(store, key, digest, cancellationToken).ConfigureAwait(false);
            _bundles.RemoveAll(kept => kept.Digest == digest);
            _bundles.Insert(0, (digest, bundle));
            _bundles.RemoveRange(Math.Min(KeptBundles, _bundles.Count), Math.Max(0, _bundles.Count - KeptBundles));
            return bundle;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private async Task<Bundle> OpenAsync(IArtifactStore store, ArtifactKey key, ArtifactDigest digest, CancellationToken cancellationToken)
    {
        BundleFiles.CreateDirectory(directory);
        BundleFiles.Prune(directory, KeptFiles, (timeProvider.GetUtcNow() - LeftOver).UtcDateTime);
        var archive = Path.Join(directory, digest.Value);
        // Of this process only: another one must not find it half written, nor remove it.
        var tar = $"{archive}.{Path.GetRandomFileName()}.tar";
        if (!File.Exists(archive) || await HashAsync(archive, cancellationToken).ConfigureAwait(false) != digest)
        {
            await FetchAsync(store, key, digest, archive, cancellationToken).ConfigureAwait(false);
        }

        var whole = $"{tar}.whole";
        try
        {
            var isTree = await _trees.TryWriteAsync(store, key, archive, whole, cancellationToken).ConfigureAwait(false);
            return await BundleReader.ReadAsync(isTree ? whole : archive, tar, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(whole);
        }
    }

    private static async Task FetchAsync(IArtifactStore store, ArtifactKey key, ArtifactDigest digest, string archive, CancellationToken cancellationToken)
    {
        await BundleFiles.WriteAsync(archive, async file =>
        {
            var content = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
            }

            file.Position = 0;
            if (ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) is var found && found != digest)
            {
                throw new ArtifactStoreException(
                    $"The revision '{key}' in '{store.Name}' has the digest {found}, not {digest} as when the deployment was created. Deploy it anew under a new key.",
                    ArtifactStoreFailure.Corrupt,
                    key);
            }
        }).ConfigureAwait(false);
    }

    private static async Task<ArtifactDigest> HashAsync(string path, CancellationToken cancellationToken)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            return ArtifactDigest.FromHash(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
    }
}
