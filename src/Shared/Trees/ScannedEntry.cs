namespace Forge.Shared.Trees;

/// <summary>Something that was found below a directory.</summary>
/// <param name="Path">Its path relative to the directory.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Stamp">What the file system says of it.</param>
internal readonly record struct ScannedEntry(string Path, string FullPath, FileStamp Stamp);
