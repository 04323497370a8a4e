using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>Something that was found below a directory.</summary>
/// <param name="Path">Its path relative to the directory.</param>
/// <param name="FullPath">Where it is.</param>
/// <param name="Stamp">What the file system says of it.</param>
internal readonly record struct ScannedEntry(string Path, string FullPath, FileStamp Stamp)
{
    /// <summary>Gets the permission bits that it has in the tree, 0 to 0777.</summary>
    public int UnixMode { get; init; } = Stamp.Mode & UnixModes.Permissions;

    /// <summary>Gets when it was modified last, in seconds since 1970, as the tree says.</summary>
    public long ModifiedAt { get; init; } = Stamp.ModifiedSeconds;
}
