namespace Forge.Shared.Trees;

/// <summary>A piece of a stream: a part of a chunk.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Start">Where the piece begins in the chunk.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="IsBetween">Whether it lies between contents: headers and padding.</param>
internal readonly record struct StreamPiece(Chunk Chunk, int Start, int Size, bool IsBetween);
