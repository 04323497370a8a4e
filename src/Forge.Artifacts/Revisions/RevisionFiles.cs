using Forge.Shared.Archives;

namespace Forge.Artifacts.Revisions;

/// <summary>Chooses the files of a revision as the reference does: files only, links to files as what they lead to, links to directories not at all.</summary>
internal static class RevisionFiles
{
    private const string GitDirectory = ".git";

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Lists the files in ordinal order of their paths.</summary>
    /// <exception cref="RevisionRefusedException">A link leads nowhere.</exception>
    /// <exception cref="IOException">Something cannot be read.</exception>
    public static IReadOnlyList<RevisionFile> Of(string directory, RevisionFilter leaveOut)
    {
        var root = Path.GetFullPath(directory);
        var files = new List<RevisionFile>();
        var pending = new Stack<(string Folder, GitIgnoreRules Rules)>([("", GitIgnoreRules.None)]);
        while (pending.TryPop(out var at))
        {
            var full = Path.Join(root, at.Folder);
            var rules = leaveOut.HasFlag(RevisionFilter.GitIgnored) ? at.Rules.With(full, at.Folder) : at.Rules;
            foreach (var entry in Directory.EnumerateFileSystemEntries(full, "*", Everything))
            {
                var name = Path.GetFileName(entry);
                var path = at.Folder.Length == 0 ? name : $"{at.Folder}/{name}";
                var stamp = FileStamp.Read(entry);
                if (IsLeftOut(name, leaveOut) || rules.IsIgnored(path, isDirectory: stamp is { IsDirectory: true }))
                {
                    continue;
                }

                switch (stamp?.Type)
                {
                    case UnixModes.Directory:
                        pending.Push((path, rules));
                        break;
                    case UnixModes.File:
                        files.Add(new RevisionFile(path, entry, stamp!.Value));
                        break;
                    case UnixModes.Link when FileBehind(path, entry) is { } file:
                        files.Add(file);
                        break;
                }
            }
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static bool IsLeftOut(string name, RevisionFilter leaveOut) =>
        (leaveOut.HasFlag(RevisionFilter.Hidden) && name.StartsWith('.')) || (leaveOut.HasFlag(RevisionFilter.GitIgnored) && name == GitDirectory);

    private static RevisionFile? FileBehind(string path, string link)
    {
        try
        {
            if (File.ResolveLinkTarget(link, returnFinalTarget: true) is { } target && Path.Exists(target.FullName))
            {
                return FileStamp.Read(target.FullName) is { Type: UnixModes.File } stamp ? new RevisionFile(path, target.FullName, stamp) : null;
            }
        }
        catch (IOException)
        {
            // A circle, or too many links.
        }

        throw new RevisionRefusedException($"The link '{path}' leads nowhere. Remove it, or make what it should lead to.");
    }
}
