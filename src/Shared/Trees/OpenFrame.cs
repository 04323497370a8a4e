using Forge.Artifacts;

namespace Forge.Shared.Trees;

/// <summary>A frame that small chunks are gathered in, because a frame for each would compress badly.</summary>
internal sealed class OpenFrame(int capacity)
{
    private readonly byte[] _raw = new byte[capacity];

    /// <summary>Gets the frame.</summary>
    public Frame Frame { get; } = new();

    /// <summary>Gets how many bytes can still be added.</summary>
    public int Room => capacity - Frame.RawSize;

    /// <summary>Gets the bytes so far.</summary>
    public ReadOnlyMemory<byte> Raw => _raw.AsMemory(0, Frame.RawSize);

    /// <summary>Adds a chunk, for which there must be room.</summary>
    public Chunk Add(ArtifactDigest digest, ReadOnlySpan<byte> raw)
    {
        raw.CopyTo(_raw.AsSpan(Frame.RawSize));
        var chunk = new Chunk(digest, raw.Length, Frame, Frame.RawSize);
        Frame.RawSize += raw.Length;
        return chunk;
    }
}
