using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>The content of a file, or a part of a large one: what is stored once, whoever has it.</summary>
/// <param name="digest">The SHA-256 of its bytes.</param>
/// <param name="size">Its size in bytes.</param>
/// <param name="frame">What it lies in.</param>
/// <param name="start">Where it begins in the decompressed frame.</param>
internal sealed class Chunk(ArtifactDigest digest, int size, Frame frame, int start)
{
    /// <summary>The most bytes of a chunk.</summary>
    public const int MaxSize = 4 * 1024 * 1024;

    /// <summary>Gets the SHA-256 of its bytes.</summary>
    public ArtifactDigest Digest { get; } = digest;

    /// <summary>Gets its size in bytes.</summary>
    public int Size { get; } = size;

    /// <summary>Gets what it lies in.</summary>
    public Frame Frame { get; } = frame;

    /// <summary>Gets where it begins in the decompressed frame.</summary>
    public int Start { get; } = start;
}
