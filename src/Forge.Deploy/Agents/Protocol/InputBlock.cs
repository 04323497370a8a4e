namespace Forge.Deploy.Agents.Protocol;

/// <summary>A part of a command's input.</summary>
/// <param name="Offset">Where in the input it begins.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="IsLast">Whether the input ends with it.</param>
internal sealed record InputBlock(long Offset, ReadOnlyMemory<byte> Content, bool IsLast);
