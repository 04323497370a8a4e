using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Stores directories as trees. Only what the pool does not have yet is moved, and the manifest comes last.</summary>
internal sealed class TreeUpload(IArtifactStore store, TreePool pool, TimeProvider timeProvider)
{
    private const int MostLooked = 8;

    /// <summary>Stores a directory.</summary>
    /// <exception cref="ArtifactStoreException">The key holds something else (<see cref="ArtifactStoreFailure.Conflict"/>), the base is damaged, or the store is full or cannot be reached. Nobody sees anything of the tree.</exception>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public async Task<TreeUploadResult> RunAsync(TreeUploadRequest request, CancellationToken cancellationToken)
    {
        if (request.Key is { } given)
        {
            pool.Check(given);
        }

        var lease = PoolLease.Begin(store, pool, timeProvider);
        await using (lease.ConfigureAwait(false))
        {
            var stamps = StampCache.Load(request.StampFile);
            var known = await ReadKnownAsync(request, stamps, cancellationToken).ConfigureAwait(false);
            var writer = new ChunkWriter(store, pool, known.Chunks, cancellationToken);
            await using (writer.ConfigureAwait(false))
            {
                var directory = new DirectoryUpload(new FileUpload(writer), known, stamps, timeProvider.GetUtcNow());
                var entries = await directory.AddAsync(request.Content, cancellationToken).ConfigureAwait(false);
                await writer.CompleteAsync().ConfigureAwait(false);
                lease.Check();
                var manifest = TreeManifest.Of(entries);
                var key = request.Key ?? ArtifactKey.Parse(pool.All + manifest.Digest);
                var result = await PublishAsync(key, manifest, writer.StoredBytes, cancellationToken).ConfigureAwait(false);
                directory.Stamps.LastTree = key.Value;
                Remember(directory.Stamps, request.StampFile);
                return result;
            }
        }
    }

    private async Task<TreeUploadResult> PublishAsync(ArtifactKey key, TreeManifest manifest, long stored, CancellationToken cancellationToken)
    {
        var bytes = manifest.ToBytes();
        try
        {
            // The same tree may lie in other packs there; then it stays as it is.
            if (await FindSameAsync(key, manifest, cancellationToken).ConfigureAwait(false) is { } same)
            {
                return new TreeUploadResult(same, manifest, stored);
            }

            using var content = new MemoryStream(bytes);
            return new TreeUploadResult(await store.PutAsync(key, content, cancellationToken).ConfigureAwait(false), manifest, stored + bytes.Length);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.Conflict)
        {
            // Somebody else was faster, perhaps with the same tree.
            if (await FindSameAsync(key, manifest, cancellationToken).ConfigureAwait(false) is { } same)
            {
                return new TreeUploadResult(same, manifest, stored);
            }

            throw;
        }
    }

    private async Task<ArtifactInfo?> FindSameAsync(ArtifactKey key, TreeManifest manifest, CancellationToken cancellationToken) =>
        await store.StatAsync(key, cancellationToken).ConfigureAwait(false) is { } info
        && await TryReadAsync(key, cancellationToken).ConfigureAwait(false) is { } there
        && there.Digest == manifest.Digest
            ? info
            : null;

    private async Task<KnownContents> ReadKnownAsync(TreeUploadRequest request, StampCache stamps, CancellationToken cancellationToken)
    {
        var tree = await ReadBaseAsync(request, stamps, cancellationToken).ConfigureAwait(false);
        var used = tree?.Chunks() ?? [];
        return new KnownContents(tree, await PoolMarks.KeepAsync(store, pool, used, cancellationToken).ConfigureAwait(false));
    }

    private async Task<TreeManifest?> ReadBaseAsync(TreeUploadRequest request, StampCache stamps, CancellationToken cancellationToken)
    {
        if (request.Key is { } key && await TryReadAsync(key, cancellationToken).ConfigureAwait(false) is { } same)
        {
            return same;
        }

        if (request.Base is { } chosen)
        {
            return await TryReadAsync(chosen, cancellationToken).ConfigureAwait(false)
                ?? throw new ArtifactStoreException($"There is no tree '{chosen}' that this one could be based on. Check the key.", ArtifactStoreFailure.NotFound, chosen);
        }

        return ArtifactKey.TryParse(stamps.LastTree, out var last) && pool.IsManifest(last) && await TryReadAsync(last, cancellationToken).ConfigureAwait(false) is { } former
            ? former
            : await ReadNewestAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<TreeManifest?> ReadNewestAsync(CancellationToken cancellationToken)
    {
        var newest = new PriorityQueue<ArtifactKey, DateTimeOffset>();
        await foreach (var info in store.ListAsync(pool.All, cancellationToken).ConfigureAwait(false))
        {
            if (pool.IsManifest(info.Key))
            {
                newest.Enqueue(info.Key, info.StoredAt);
                if (newest.Count > MostLooked)
                {
                    newest.Dequeue();
                }
            }
        }

        // Zips and provenance may lie beside trees.
        foreach (var (candidate, _) in newest.UnorderedItems.OrderByDescending(item => item.Priority))
        {
            if (await TryReadAsync(candidate, cancellationToken).ConfigureAwait(false) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private async Task<TreeManifest?> TryReadAsync(ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await TreeManifest.ReadAsync(store, key, cancellationToken).ConfigureAwait(false);
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            return null;
        }
    }

    // A digest that is not remembered costs time the next time, and nothing else.
    private static void Remember(StampCache stamps, string? path)
    {
        try
        {
            if (path is not null)
            {
                stamps.Save(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
