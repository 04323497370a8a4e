using Forge.Shared.Trees;

namespace Forge.Artifacts.Copying;

/// <summary>Copies what a tree needs before the tree itself, so that whoever sees it in the target finds the whole.</summary>
/// <remarks>For one copy, of one artifact at a time.</remarks>
internal sealed class TreeCopy(IArtifactStore source, IArtifactStore target)
{
    private readonly HashSet<ArtifactKey> _there = [];

    /// <summary>Finds the pool of a tree and the packs that it needs.</summary>
    /// <exception cref="ArtifactStoreException">The manifest is damaged, or its contents are missing.</exception>
    public async Task<(TreePool Pool, IReadOnlyList<ArtifactKey> Packs)> ReadAsync(ArtifactKey key, byte[] manifest, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(manifest);
        var chunks = await ManifestFile.ReadFromAsync<IReadOnlyList<Chunk>>(content, key, (_, _, chunks) => chunks, cancellationToken).ConfigureAwait(false) ?? [];
        var pool = await TreePool.FindAsync(source, key, chunks, cancellationToken).ConfigureAwait(false);
        return (pool, [.. PackPolicy.PacksOf(chunks).Select(pool.KeyOf)]);
    }

    /// <summary>Copies a pack, unless the target has it.</summary>
    /// <returns>What was copied; null when it was there.</returns>
    /// <exception cref="ArtifactStoreException">It is missing or damaged in the source, is about to be collected in the target, or a store cannot be reached.</exception>
    public async Task<ArtifactInfo?> CopyAsync(TreePool pool, ArtifactKey pack, CancellationToken cancellationToken)
    {
        if (!_there.Add(pack))
        {
            return null;
        }

        if (await target.StatAsync(pool.MarkOf(pack.Value[pool.Packs.Length..]), cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new ArtifactStoreException(
                $"'{pack}' is about to be collected in '{target.Name}', where no tree needed it any more. Copy again when that is over, in an hour or two.",
                ArtifactStoreFailure.Unavailable, pack, isTransient: true);
        }

        if (await target.StatAsync(pack, cancellationToken).ConfigureAwait(false) is not null)
        {
            return null;
        }

        var content = await source.OpenReadAsync(pack, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return await target.PutAsync(pack, content, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Tells whether both stores have the same tree under a key, though it may lie in other packs.</summary>
    public async Task<bool> IsSameAsync(ArtifactKey key, CancellationToken cancellationToken) =>
        await TreeManifest.ReadAsync(source, key, cancellationToken).ConfigureAwait(false) is { } one
        && await TreeManifest.ReadAsync(target, key, cancellationToken).ConfigureAwait(false) is { } other
        && one.Digest == other.Digest;
}
