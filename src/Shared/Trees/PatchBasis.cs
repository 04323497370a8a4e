namespace Forge.Shared.Trees;

/// <summary>Chooses what a changed part of a large file is compared with.</summary>
internal static class PatchBasis
{
    private const int LeastSize = 128 * 1024;

    /// <summary>Chooses the chunks of the old content around the same place, so that what was moved a little is found.</summary>
    /// <param name="old">The chunks of the old content.</param>
    /// <param name="index">Which chunk of the new content it is.</param>
    /// <param name="size">Its size in bytes.</param>
    public static IReadOnlyList<Chunk> For(IReadOnlyList<Chunk> old, int index, int size)
    {
        if (size < LeastSize || old.Count == 0)
        {
            return [];
        }

        var middle = Math.Min(index, old.Count - 1);
        return old[middle].Frame.Basis is { Count: > 0 } original
            ? original
            : [.. old.Take(new Range(Math.Max(0, middle - 1), Math.Min(old.Count, middle + 2))).Where(chunk => chunk.Frame.Basis.Count == 0)];
    }
}
