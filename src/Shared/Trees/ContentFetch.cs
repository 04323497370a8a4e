using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>Writes chunks into files, reading every pack forwards and as seldom as can be.</summary>
internal static class ContentFetch
{
    /// <summary>Writes chunks where they belong. Files that are missing are made.</summary>
    /// <exception cref="ArtifactStoreException">A pack is missing or damaged, or the store cannot be reached.</exception>
    public static async Task RunAsync(IArtifactStore store, TreePool pool, IEnumerable<Placement> placements, CancellationToken cancellationToken)
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
                using var file = File.OpenHandle(placement.Path, FileMode.OpenOrCreate, FileAccess.Write);
                RandomAccess.Write(file, raw.Span.Slice(placement.Start, placement.Size), placement.Offset);
            }
        }
    }
}
