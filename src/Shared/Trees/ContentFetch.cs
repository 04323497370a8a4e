using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Fetches chunks, reading every pack forwards and as seldom as can be.</summary>
internal static class ContentFetch
{
    /// <summary>Fetches chunks, in the order in which they lie in packs.</summary>
    /// <param name="store">The store.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="placements">What is wanted.</param>
    /// <param name="write">Writes the bytes of a placement where they belong; they are given away only for the call.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <exception cref="ArtifactStoreException">A pack is missing or damaged, or the store cannot be reached.</exception>
    public static async Task RunAsync(IArtifactStore store, TreePool pool, IEnumerable<Placement> placements, PlacementWriter write, CancellationToken cancellationToken)
    {
        // Patches last: what they are based on lies in packs that were read already.
        var ordered = placements
            .OrderBy(placement => placement.Chunk.Frame.Basis.Count > 0)
            .ThenBy(placement => placement.Chunk.Frame.Pack!.Id, StringComparer.Ordinal)
            .ThenBy(placement => placement.Chunk.Frame.Offset)
            .ThenBy(placement => placement.Chunk.Start);
        var reader = new ChunkReader(store, pool);
        await using (reader.ConfigureAwait(false))
        {
            Chunk? last = null;
            ReadOnlyMemory<byte> raw = default;
            foreach (var placement in ordered)
            {
                raw = placement.Chunk == last ? raw : await reader.ReadAsync(placement.Chunk, cancellationToken).ConfigureAwait(false);
                last = placement.Chunk;
                write(placement, raw.Span.Slice(placement.Start, placement.Size));
            }
        }
    }
}
