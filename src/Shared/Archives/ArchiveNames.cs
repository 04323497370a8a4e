namespace Forge.Shared.Archives;

/// <summary>Which names an archive may hold, besides those that are refused always.</summary>
internal enum ArchiveNames
{
    /// <summary>Names that mean the same file everywhere: none that Windows reserves or changes, and no two that differ only in case or in how a character is composed.</summary>
    Portable,

    /// <summary>Every name that Linux takes.</summary>
    Any,
}
