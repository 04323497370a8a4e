using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Deletes packs that no manifest refers to any more: marked by one sweep, deleted by another that comes at least <see cref="PoolLease.Grace"/> later.</summary>
internal sealed class PoolSweep(IArtifactStore store, TreePool pool, TimeProvider timeProvider)
{
    /// <summary>Looks through the pool once.</summary>
    /// <returns>The bytes that were freed.</returns>
    /// <exception cref="ArtifactStoreException">A manifest is damaged, so that nobody knows what it needs, or the store cannot be reached.</exception>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        // The order matters: what is stored or taken up again meanwhile must be seen by a later question, or not be among the packs.
        var expired = timeProvider.GetUtcNow() - PoolLease.Grace;
        if (await AnyLeaseAsync(expired, cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var packs = await ListAsync(pool.Packs, cancellationToken).ConfigureAwait(false);
        var marks = await ListAsync(pool.Marks, cancellationToken).ConfigureAwait(false);
        var used = await UsedPacksAsync(cancellationToken).ConfigureAwait(false);
        var freed = 0L;
        foreach (var (id, pack) in packs)
        {
            var mark = marks.GetValueOrDefault(id);
            if (used.Contains(id))
            {
                await UnmarkAsync(mark, cancellationToken).ConfigureAwait(false);
            }
            else if (mark is null)
            {
                await store.PutAsync(pool.MarkOf(id), Stream.Null, cancellationToken).ConfigureAwait(false);
            }
            else if (mark.StoredAt < expired)
            {
                await store.DeleteAsync(pack.Key, cancellationToken).ConfigureAwait(false);
                await UnmarkAsync(mark, cancellationToken).ConfigureAwait(false);
                freed += pack.Size;
            }
        }

        foreach (var (id, mark) in marks.Where(mark => !packs.ContainsKey(mark.Key)))
        {
            await UnmarkAsync(mark, cancellationToken).ConfigureAwait(false);
        }

        return freed;
    }

    private async Task<bool> AnyLeaseAsync(DateTimeOffset expired, CancellationToken cancellationToken)
    {
        var leases = await ListAsync(pool.Leases, cancellationToken).ConfigureAwait(false);
        foreach (var lease in leases.Values.Where(lease => lease.StoredAt <= expired))
        {
            await store.DeleteAsync(lease.Key, cancellationToken).ConfigureAwait(false);
        }

        return leases.Values.Any(lease => lease.StoredAt > expired);
    }

    private async Task<HashSet<string>> UsedPacksAsync(CancellationToken cancellationToken)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(pool.All, cancellationToken).ConfigureAwait(false))
        {
            if (pool.IsManifest(info.Key))
            {
                used.UnionWith(await ReadPacksAsync(store, info.Key, cancellationToken).ConfigureAwait(false));
            }
        }

        return used;
    }

    /// <summary>Reads which packs a tree needs.</summary>
    /// <returns>Their ids; none for what is no tree.</returns>
    /// <exception cref="ArtifactStoreException">The manifest is damaged, or the store cannot be reached.</exception>
    public static async Task<IReadOnlyList<string>> ReadPacksAsync(IArtifactStore store, ArtifactKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await ManifestFile.ReadAsync<IReadOnlyList<string>>(
                store, key, (_, _, chunks) => [.. chunks.Select(chunk => chunk.Frame.Pack!.Id).Distinct(StringComparer.Ordinal)], cancellationToken).ConfigureAwait(false) ?? [];
        }
        catch (ArtifactStoreException e) when (e.Failure is ArtifactStoreFailure.NotFound)
        {
            // Deleted meanwhile.
            return [];
        }
    }

    private Task UnmarkAsync(ArtifactInfo? mark, CancellationToken cancellationToken) =>
        mark is null ? Task.CompletedTask : store.DeleteAsync(mark.Key, cancellationToken);

    private async Task<Dictionary<string, ArtifactInfo>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, ArtifactInfo>(StringComparer.Ordinal);
        await foreach (var info in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            // What somebody else has put there is not the sweep's to delete.
            if (info.Key.Value[prefix.Length..] is var id && TreePool.IsId(id))
            {
                found[id] = info;
            }
        }

        return found;
    }
}
