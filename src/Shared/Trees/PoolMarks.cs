using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Chooses which contents of a pool a new manifest goes on using.</summary>
internal static class PoolMarks
{
    /// <summary>Chooses the chunks that need not be stored again. What is about to be collected is not taken up again: whoever collects may have looked for its users already.</summary>
    /// <param name="store">The store.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="used">The chunks that the last manifest refers to, which was read after the lease had begun.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    /// <exception cref="ArtifactStoreException">The store cannot be reached.</exception>
    public static async Task<IReadOnlyCollection<Chunk>> KeepAsync(IArtifactStore store, TreePool pool, IReadOnlyCollection<Chunk> used, CancellationToken cancellationToken)
    {
        var packs = PackPolicy.PacksOf(used);
        var marks = await Task.WhenAll(packs.Select(pack => store.StatAsync(pool.MarkOf(pack.Id), cancellationToken))).ConfigureAwait(false);
        var marked = packs.Zip(marks).Where(pair => pair.Second is not null).Select(pair => pair.First.Id).ToHashSet(StringComparer.Ordinal);
        return PackPolicy.Keep(used, marked).ToHashSet();
    }
}
