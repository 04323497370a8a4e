using System.Formats.Tar;
using Forge.Shared.Archives;

namespace Forge.Build.Packaging;

/// <summary>A file that goes into an artifact.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Source">Its path in the source. A symbolic link only when <paramref name="LinkTarget"/> says where it points to.</param>
/// <param name="LinkTarget">What a symbolic link says that stays a link; null for a file.</param>
internal sealed record SelectedFile(string Name, string Source, string? LinkTarget = null)
{
    /// <summary>Says what it is in an archive. Its time does not count: the same files give the same artifact.</summary>
    /// <param name="given">The file as the environment gave it.</param>
    public ArchiveEntry ToEntry(TarEntry given) => new()
    {
        Path = Name,
        Kind = LinkTarget is null ? ArchiveEntryKind.File : ArchiveEntryKind.Link,
        UnixMode = LinkTarget is null ? (int)given.Mode : UnixModes.AnyLink,
        LinkTarget = LinkTarget ?? "",
        Size = LinkTarget is null ? given.Length : 0,
        ModifiedAt = ArchiveEntry.FixedTime,
    };
}
