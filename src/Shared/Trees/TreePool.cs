using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A part of a store where trees share their contents: <c>prefix/packs/…</c> holds contents, <c>prefix/garbage/…</c> marks of packs that nobody uses, <c>prefix/leases/…</c> signs of long uploads, and everything else below the prefix may be a manifest.</summary>
/// <param name="Prefix">What the keys of the pool begin with, without the slash.</param>
internal sealed record TreePool(string Prefix)
{
    private const int IdLength = 32;

    /// <summary>Gets what the keys of packs begin with.</summary>
    public string Packs => $"{Prefix}/packs/";

    /// <summary>Gets what the keys of marks begin with.</summary>
    public string Marks => $"{Prefix}/garbage/";

    /// <summary>Gets what the keys of leases begin with.</summary>
    public string Leases => $"{Prefix}/leases/";

    /// <summary>Gets what all keys of the pool begin with.</summary>
    public string All => $"{Prefix}/";

    /// <summary>Tells whether a key looks like that of a pack, a mark or a lease of some pool: such are deleted by <see cref="PoolSweep"/> and by nobody else.</summary>
    public static bool IsPartOfAny(ArtifactKey key) =>
        key.Value.Split('/') is [.., _, "packs" or "garbage" or "leases", var id] && IsId(id);

    /// <summary>Tells whether a text can be the id of a pack, a mark or a lease.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Finds the pools of a store.</summary>
    /// <param name="keys">All keys of the store.</param>
    public static IReadOnlyList<TreePool> In(IEnumerable<ArtifactKey> keys) =>
        [.. keys.Where(IsPartOfAny).Select(key => string.Join('/', key.Value.Split('/')[..^2])).Distinct(StringComparer.Ordinal).Select(prefix => new TreePool(prefix))];

    /// <summary>Finds the pool that a manifest's contents are in: the nearest one above its key.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The manifest.</param>
    /// <param name="chunks">What it refers to.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    /// <exception cref="ArtifactStoreException">Its contents are missing (<see cref="ArtifactStoreFailure.Corrupt"/>), or the store cannot be reached.</exception>
    public static async Task<TreePool> FindAsync(IArtifactStore store, ArtifactKey key, IEnumerable<Chunk> chunks, CancellationToken cancellationToken)
    {
        var pack = chunks.FirstOrDefault()?.Frame.Pack;
        for (var end = key.Value.LastIndexOf('/'); end > 0; end = key.Value.LastIndexOf('/', end - 1))
        {
            var pool = new TreePool(key.Value[..end]);
            if (pack is null || await store.StatAsync(pool.KeyOf(pack), cancellationToken).ConfigureAwait(false) is not null)
            {
                return pool;
            }
        }

        return pack is null ? new TreePool("") : throw new ArtifactStoreException(
            $"The tree '{key}' has lost its contents: there is no 'packs/{pack.Id}' beside it or above it. Delete it and store it anew.", ArtifactStoreFailure.Corrupt, key);
    }

    /// <summary>Gives the key of a pack.</summary>
    public ArtifactKey KeyOf(Pack pack) => ArtifactKey.Parse(Packs + pack.Id);

    /// <summary>Gives the key of the mark that a pack is used by nobody.</summary>
    public ArtifactKey MarkOf(string packId) => ArtifactKey.Parse(Marks + packId);

    /// <summary>Gives a key for a new lease.</summary>
    public ArtifactKey NewLease() => ArtifactKey.Parse(Leases + Guid.NewGuid().ToString("N"));

    /// <summary>Tells whether a key may hold a manifest.</summary>
    public bool IsManifest(ArtifactKey key) => key.Value.StartsWith(All, StringComparison.Ordinal) && !IsPart(key);

    /// <summary>Refuses a key under which no tree of this pool can be.</summary>
    public void Check(ArtifactKey key)
    {
        if (!IsManifest(key))
        {
            throw new ArgumentException($"'{key}' is not a key for a tree of this pool: let it begin with '{All}', and not with '{Packs}', '{Marks}' or '{Leases}'.", nameof(key));
        }
    }

    private bool IsPart(ArtifactKey key) => new[] { Packs, Marks, Leases }.Any(prefix => key.Value.StartsWith(prefix, StringComparison.Ordinal));
}
