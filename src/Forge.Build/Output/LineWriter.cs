namespace Forge.Build.Output;

/// <summary>Takes a line from a <see cref="LineSplitter"/>.</summary>
/// <param name="line">The bytes without the end of line; good until the call returns.</param>
/// <param name="isEnded">Whether an end of line stood here; without it, this is a part of a line.</param>
internal delegate void LineWriter(ReadOnlySpan<byte> line, bool isEnded);
