namespace Forge.Shared.Trees;

/// <summary>A part of a chunk that is to be written into a file.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Start">Where the part begins in the chunk.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Path">The file.</param>
/// <param name="Offset">Where it goes in the file.</param>
internal readonly record struct Placement(Chunk Chunk, int Start, int Size, string Path, long Offset);
