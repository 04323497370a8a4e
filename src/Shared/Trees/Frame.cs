namespace Forge.Shared.Trees;

/// <summary>A piece of a pack that is decompressed as a whole. What it is made of is known once it is packed.</summary>
internal sealed class Frame
{
    /// <summary>Gets or sets the size in bytes when decompressed.</summary>
    public int RawSize { get; set; }

    /// <summary>Gets or sets the pack; null until the frame is in one.</summary>
    public Pack? Pack { get; set; }

    /// <summary>Gets or sets where the frame begins in the pack.</summary>
    public long Offset { get; set; }

    /// <summary>Gets or sets the size in bytes in the pack.</summary>
    public int Length { get; set; }

    /// <summary>Gets or sets the chunks against which the frame is a patch, in order; none of them is in a patch itself.</summary>
    public IReadOnlyList<Chunk> Basis { get; set; } = [];
}
