namespace Forge.Shared.Trees;

/// <summary>What a manifest describes.</summary>
internal enum ManifestKind
{
    /// <summary>A directory with everything below it.</summary>
    Tree,

    /// <summary>A stream of bytes, divided where the files of a tar begin and end.</summary>
    Stream,
}
