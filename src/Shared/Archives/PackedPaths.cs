namespace Forge.Shared.Archives;

/// <summary>The paths that an archive which is being written has so far.</summary>
internal sealed class PackedPaths
{
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>Adds the path of an entry.</summary>
    /// <exception cref="ArchiveException">It is none of an archive, or there already.</exception>
    public void Add(string path)
    {
        if (EntryName.Normalize(path) != path || path.Length == 0)
        {
            throw ArchiveException.For(path, "is not written as a path of an archive: no './', no doubled slash, none at the end");
        }

        if (!_paths.Add(path))
        {
            throw ArchiveException.For(path, "is there twice");
        }
    }
}
