using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Stores streams of tars. Only the files that the pool does not have yet are moved, and the manifest comes last.</summary>
internal sealed class StreamUpload(IArtifactStore store, TreePool pool, TimeProvider timeProvider)
{
    /// <summary>Stores a stream under a key that is not taken.</summary>
    /// <param name="key">The key.</param>
    /// <param name="former">A stream of the pool that is much like this one, or null.</param>
    /// <param name="content">The bytes, read to the end. Stays the caller's.</param>
    /// <param name="cancellationToken">Cancels the upload; nobody sees anything of the stream then.</param>
    /// <returns>What the store knows of the manifest, and the size of the stream in bytes.</returns>
    /// <exception cref="ArtifactStoreException">The key is taken (<see cref="ArtifactStoreFailure.Conflict"/>), or the store is full or cannot be reached.</exception>
    public async Task<(ArtifactInfo Info, long Size)> RunAsync(ArtifactKey key, ArtifactKey? former, Stream content, CancellationToken cancellationToken)
    {
        pool.Check(key);
        var lease = PoolLease.Begin(store, pool, timeProvider);
        await using (lease.ConfigureAwait(false))
        {
            var pieces = former is { } other ? await ReadFormerAsync(other, cancellationToken).ConfigureAwait(false) : [];
            var known = await PoolMarks.KeepAsync(store, pool, [.. pieces.Select(piece => piece.Chunk).Distinct()], cancellationToken).ConfigureAwait(false);
            var writer = new ChunkWriter(store, pool, known, cancellationToken);
            await using (writer.ConfigureAwait(false))
            {
                using var cutter = new StreamCutter(writer, [.. pieces.Where(piece => piece.IsBetween).Select(piece => piece.Chunk).Distinct().Where(known.Contains)]);
                var manifest = await cutter.CutAsync(content, cancellationToken).ConfigureAwait(false);
                await writer.CompleteAsync().ConfigureAwait(false);
                lease.Check();
                using var bytes = new MemoryStream(manifest.ToBytes());
                return (await store.PutAsync(key, bytes, cancellationToken).ConfigureAwait(false), manifest.Size);
            }
        }
    }

    // What cannot be read any more is no help, and no harm.
    private async Task<IReadOnlyList<StreamPiece>> ReadFormerAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            return (await StreamManifest.ReadAsync(store, key, cancellationToken).ConfigureAwait(false))?.Pieces ?? [];
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound or ArtifactStoreFailure.Corrupt)
        {
            return [];
        }
    }
}
