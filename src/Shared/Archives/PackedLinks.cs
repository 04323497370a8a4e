namespace Forge.Shared.Archives;

/// <summary>What becomes of symbolic links when a directory is packed.</summary>
internal enum PackedLinks
{
    /// <summary>A link to a file of the same directory becomes that file; every other link is refused.</summary>
    Contents,

    /// <summary>Links stay links, wherever they point to.</summary>
    Entries,
}
