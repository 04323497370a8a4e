namespace Forge.Shared.Archives;

/// <summary>Where the content of an entry is in the archive.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many bytes it takes in the archive.</param>
/// <param name="IsDeflated">Whether it is compressed.</param>
/// <param name="Crc">The checksum of the content, or null when the format has none.</param>
internal sealed record EntryContent(long Offset, long Length, bool IsDeflated, uint? Crc);
