using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>What a pool has already, as far as an earlier manifest tells.</summary>
internal sealed class KnownContents
{
    private readonly Dictionary<ArtifactDigest, IReadOnlyList<Chunk>> _files = [];
    private readonly Dictionary<string, IReadOnlyList<Chunk>> _paths = new(StringComparer.Ordinal);

    /// <summary>Initializes a new instance of the <see cref="KnownContents"/> class.</summary>
    /// <param name="tree">An earlier tree; null for none.</param>
    /// <param name="kept">Those of its chunks that may be used further.</param>
    public KnownContents(TreeManifest? tree, IReadOnlyCollection<Chunk> kept)
    {
        Chunks = kept;
        foreach (var entry in (tree?.Entries ?? []).Where(entry => entry.Digest is not null && entry.Chunks.All(kept.Contains)))
        {
            _files.TryAdd(entry.Digest!.Value, entry.Chunks);
            _paths.TryAdd(entry.Path, entry.Chunks);
        }
    }

    /// <summary>Gets the chunks.</summary>
    public IReadOnlyCollection<Chunk> Chunks { get; }

    /// <summary>Finds the content of a file by its digest; null when it is not known.</summary>
    public IReadOnlyList<Chunk>? Find(ArtifactDigest digest) => _files.GetValueOrDefault(digest);

    /// <summary>Gives what a file with the same path was made of; nothing when there was none.</summary>
    public IReadOnlyList<Chunk> FormerOf(string path) => _paths.GetValueOrDefault(path) ?? [];
}
