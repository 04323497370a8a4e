namespace Forge.Shared.Trees;

/// <summary>A frame and its bytes, on their way into a pack.</summary>
internal sealed record PackedFrame(Frame Frame, byte[] Bytes);
