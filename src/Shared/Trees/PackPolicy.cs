namespace Forge.Shared.Trees;

/// <summary>Decides which packs a new tree goes on using. What lay in the others and is still wanted is packed anew from the source, which has it.</summary>
internal static class PackPolicy
{
    private const int MostPacks = 24;
    private const int SmallPack = 4 * 1024 * 1024;
    private const double LeastUse = 0.5;

    /// <summary>Chooses the chunks that need not be stored again.</summary>
    /// <param name="used">The chunks that the last tree refers to.</param>
    /// <param name="marked">The packs that are about to be collected, by their ids.</param>
    public static IReadOnlyCollection<Chunk> Keep(IReadOnlyCollection<Chunk> used, IReadOnlySet<string> marked)
    {
        var packs = WithBasis(used)
            .GroupBy(chunk => chunk.Frame.Pack!)
            .Where(pack => !marked.Contains(pack.Key.Id) && UsedBytes(pack) >= LeastUse * pack.Key.Size)
            .Select(pack => pack.Key)
            .ToHashSet();
        if (packs.Count > MostPacks)
        {
            packs.RemoveWhere(pack => pack.Size < SmallPack);
        }

        return [.. used.Where(chunk => packs.Contains(chunk.Frame.Pack!) && chunk.Frame.Basis.All(basis => packs.Contains(basis.Frame.Pack!)))];
    }

    /// <summary>Lists the packs that chunks need, those of what they are patches against included.</summary>
    public static IReadOnlyCollection<Pack> PacksOf(IEnumerable<Chunk> used) => [.. WithBasis(used).Select(chunk => chunk.Frame.Pack!).Distinct()];

    private static HashSet<Chunk> WithBasis(IEnumerable<Chunk> used) => [.. used.SelectMany(chunk => chunk.Frame.Basis.Prepend(chunk))];

    private static double UsedBytes(IEnumerable<Chunk> chunks) => chunks.Sum(chunk => (double)chunk.Frame.Length * chunk.Size / chunk.Frame.RawSize);
}
