using Forge.Shared.Archives;

namespace Forge.Shared.Trees;

/// <summary>Lists what is below a directory.</summary>
internal static class DirectoryScan
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Lists files, directories and links in ordinal order. No link is followed; sockets, FIFOs and devices are left out.</summary>
    /// <exception cref="IOException">Something cannot be examined, or has a name that no tree can hold.</exception>
    public static IReadOnlyList<ScannedEntry> Of(string directory)
    {
        var root = Path.GetFullPath(directory);
        if (!Directory.Exists(root))
        {
            throw new DirectoryNotFoundException($"There is no directory '{directory}'.");
        }

        var found = new List<ScannedEntry>();
        var pending = new Stack<string>([""]);
        while (pending.TryPop(out var folder))
        {
            foreach (var full in Directory.EnumerateFileSystemEntries(Path.Join(root, folder), "*", Everything))
            {
                var path = folder.Length == 0 ? Path.GetFileName(full) : $"{folder}/{Path.GetFileName(full)}";
                if (Examine(path, full) is not { } stamp)
                {
                    continue;
                }

                found.Add(new ScannedEntry(path, full, stamp));
                if (stamp.Type == UnixModes.Directory)
                {
                    pending.Push(path);
                }
            }
        }

        found.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return found;
    }

    private static FileStamp? Examine(string path, string full)
    {
        const char Unreadable = '\uFFFD';
        try
        {
            if (path.Contains(Unreadable, StringComparison.Ordinal) || EntryName.Normalize(path) != path)
            {
                throw new IOException($"'{full}' cannot be part of a tree: its name is not UTF-8. Rename it.");
            }
        }
        catch (ArchiveException e)
        {
            throw new IOException($"'{full}' cannot be part of a tree: {e.Message}", e);
        }

        return FileStamp.Read(full) is { Type: UnixModes.File or UnixModes.Directory or UnixModes.Link } stamp ? stamp : null;
    }
}
