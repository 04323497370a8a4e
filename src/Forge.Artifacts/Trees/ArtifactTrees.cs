using Forge.Shared.Archives;
using Forge.Shared.Trees;

namespace Forge.Artifacts.Trees;

/// <summary>Keeps directories in an artifact store so that only what changed is moved.</summary>
/// <remarks>
/// <para>The trees of a pool share their contents: a file that several trees have is stored once, compressed, in packs below
/// <c>pool/packs/</c>. A large file that changed a little goes as a patch. The manifest of a tree is stored last, under the key of
/// the tree: whoever sees it finds the whole tree. Trees are deleted by deleting their keys in the store; <see cref="CollectAsync"/>
/// then frees what no other tree needs.</para>
/// <para>Safe for concurrent use, from several processes too.</para>
/// </remarks>
public sealed class ArtifactTrees
{
    private readonly TreeUpload _upload;
    private readonly TreeDownload _download;
    private readonly PoolSweep _sweep;

    /// <summary>Initializes a new instance of the <see cref="ArtifactTrees"/> class.</summary>
    /// <param name="store">The store.</param>
    /// <param name="pool">What the keys of all trees of the pool begin with, such as <c>releases/shop</c>.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="FormatException"><paramref name="pool"/> cannot be the beginning of a key.</exception>
    public ArtifactTrees(IArtifactStore store, string pool, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(timeProvider);
        var place = new TreePool(ArtifactKey.Parse(pool).Value);
        _upload = new TreeUpload(store, place, timeProvider);
        _download = new TreeDownload(store, place);
        _sweep = new PoolSweep(store, place, timeProvider);
    }

    /// <summary>Stores a directory.</summary>
    /// <param name="request">The directory and its key.</param>
    /// <param name="cancellationToken">Cancels the upload; nobody sees anything of the tree then.</param>
    /// <returns>What was stored. Storing the same tree under the same key again succeeds and changes nothing.</returns>
    /// <exception cref="ArgumentException">The key does not belong to the pool.</exception>
    /// <exception cref="ArtifactStoreException">The key holds something else (<see cref="ArtifactStoreFailure.Conflict"/>), the base
    /// is missing or damaged, or the store is full or cannot be reached.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public async Task<TreePutResult> PutAsync(TreePutRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (info, manifest, stored) = await _upload.RunAsync(
            new TreeUploadRequest { Key = request.Key, Content = DirectoryScan.Of(request.Directory), Base = request.Base, StampFile = request.StampFile }, cancellationToken).ConfigureAwait(false);
        return new TreePutResult
        {
            Info = info,
            Digest = manifest.Digest,
            Files = manifest.Entries.Count(entry => entry.Kind is ArchiveEntryKind.File),
            Size = manifest.Size,
            StoredBytes = stored,
        };
    }

    /// <summary>Makes a directory out of a tree. It appears when it is whole and everything in it was checked.</summary>
    /// <param name="key">The tree.</param>
    /// <param name="directory">The directory: missing, or empty.</param>
    /// <param name="baseDirectory">A directory with an older version of the tree, whose unchanged files are copied and not fetched; null for none. It stays as it is.</param>
    /// <param name="cancellationToken">Cancels everything; nothing remains then.</param>
    /// <returns>The SHA-256 of the whole tree, as <see cref="TreePutResult.Digest"/>.</returns>
    /// <exception cref="ArtifactStoreException">There is no such tree (<see cref="ArtifactStoreFailure.NotFound"/>), its manifest or a
    /// pack is missing or damaged (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    /// <exception cref="IOException">The directory is not empty or cannot be written.</exception>
    public async Task<ArtifactDigest> GetAsync(ArtifactKey key, string directory, string? baseDirectory = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return (await _download.RunAsync(key, directory, baseDirectory, cancellationToken).ConfigureAwait(false)).Digest;
    }

    /// <summary>Frees the contents that no tree needs any more. They go at the second call that finds them so, an hour or more after the first: whoever is storing or fetching a tree meanwhile loses nothing.</summary>
    /// <param name="cancellationToken">Cancels the call; what it has not freed yet is freed by another.</param>
    /// <returns>The bytes that were freed.</returns>
    /// <exception cref="ArtifactStoreException">A manifest is damaged, so that nobody knows what it needs (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    public Task<long> CollectAsync(CancellationToken cancellationToken = default) => _sweep.RunAsync(cancellationToken);
}
