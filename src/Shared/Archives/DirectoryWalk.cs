namespace Forge.Shared.Archives;

/// <summary>Lists directory trees, with all processors and at most one question to the system for each file.</summary>
/// <remarks>No link is followed. FIFOs, devices and sockets are left out, and so are names that are not UTF-8: nothing here could open them.</remarks>
internal static class DirectoryWalk
{
    /// <summary>Lists everything below a directory, in ordinal order of the paths, where a directory's ends with a slash.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="detail">What is to be known of each.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static IReadOnlyList<FoundFile> List(string directory, WalkDetail detail, CancellationToken cancellationToken)
    {
        var root = new DirectoryLevel(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)), "", detail);
        for (var levels = new List<DirectoryLevel> { root }; levels.Count > 0; levels = [.. levels.SelectMany(level => level.Below)])
        {
            InParallel.ForEach(levels, level => level.Read(), cancellationToken);
        }

        var found = new List<FoundFile>(root.Count);
        root.AddTo(found);
        return found;
    }
}
