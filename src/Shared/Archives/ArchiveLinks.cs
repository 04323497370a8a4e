namespace Forge.Shared.Archives;

/// <summary>Which symbolic links an archive may hold.</summary>
internal enum ArchiveLinks
{
    /// <summary>Links that lead to a place inside the archive, whatever other links they pass.</summary>
    Inside,

    /// <summary>All links. They are never followed while unpacking, and whoever reads the tree must not follow them either.</summary>
    Anywhere,
}
