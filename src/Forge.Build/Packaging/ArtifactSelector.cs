using Forge.Build.Planning;

namespace Forge.Build.Packaging;

/// <summary>Chooses the files of an artifact from the list of a source.</summary>
internal static class ArtifactSelector
{
    private const string CurrentDirectory = ".";

    /// <summary>Chooses the files.</summary>
    /// <param name="plan">The artifact, with its texts expanded.</param>
    /// <param name="files">Everything in the source directory.</param>
    /// <param name="sourceDirectory">The source directory as commands see it: absolute paths below it are understood.</param>
    public static ArtifactSelection Select(ArtifactPlan plan, IReadOnlyList<BuildFile> files, string sourceDirectory)
    {
        var chosen = Choose(plan, files, sourceDirectory, plan.KeepsLinks && !plan.DiscardPaths);
        return LinksStayInside(chosen.Files) ? chosen : Choose(plan, files, sourceDirectory, keepsLinks: false);
    }

    private static ArtifactSelection Choose(ArtifactPlan plan, IReadOnlyList<BuildFile> files, string sourceDirectory, bool keepsLinks)
    {
        var log = new List<string> { $"Expanding base directory path: {plan.BaseDirectory}", "Assembling file list", $"Expanding {plan.BaseDirectory}" };
        var resolved = LinkResolution.Resolve(files, log, keepsLinks);
        var based = InBaseDirectory(resolved, Relative(plan.BaseDirectory, sourceDirectory), log);
        var excluded = plan.ExcludePaths.Select(pattern => new ArtifactGlob(pattern)).ToList();
        var kept = excluded.Count == 0 ? based : based.FindAll(file => !excluded.Exists(pattern => pattern.IsMatch(file.Name)));

        log.Add($"Expanding file paths for base directory {plan.BaseDirectory}");
        log.Add("Assembling file list");
        var chosen = new Dictionary<string, SelectedFile>(StringComparer.Ordinal);
        foreach (var pattern in plan.Files ?? [])
        {
            log.Add($"Expanding {pattern}");
            var matches = Match(Relative(pattern, sourceDirectory), kept, log);
            log.Add(matches.Count == 0 ? $"Skipping invalid file path {pattern}" : $"Found {matches.Count} file(s)");
            foreach (var file in matches)
            {
                chosen[file.Name] = file;
            }
        }

        var ordered = LinkResolution.InOrder([.. chosen.Values]);
        return new ArtifactSelection { Files = plan.DiscardPaths ? Flatten(ordered, log) : ordered, Log = log };
    }

    // A link is worth keeping only where what it points to is in the artifact too.
    private static bool LinksStayInside(IReadOnlyList<SelectedFile> files)
    {
        if (files.All(file => file.LinkTarget is null))
        {
            return true;
        }

        var names = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        return files.Where(file => file.LinkTarget is not null).All(file =>
            LinkResolution.TargetOf(file.Name, file.LinkTarget!) is { } target
            && (names.Contains(target) || files.Any(other => other.Name.StartsWith($"{target}/", StringComparison.Ordinal))));
    }

    private static List<SelectedFile> Match(string pattern, List<SelectedFile> files, List<string> log)
    {
        var glob = new ArtifactGlob(pattern);
        if (glob.LeadsOut)
        {
            log.Add($"'{pattern}' leads out of the source directory; copy the files into it first");
            return [];
        }

        return files.FindAll(file => glob.IsMatch(file.Name));
    }

    // One directory, or a pattern for directories of the top level, which are merged.
    private static List<SelectedFile> InBaseDirectory(List<SelectedFile> files, string baseDirectory, List<string> log)
    {
        var directory = baseDirectory.TrimEnd('/');
        if (directory.StartsWith("./", StringComparison.Ordinal))
        {
            directory = directory[2..];
        }

        if (directory is CurrentDirectory or "")
        {
            return files;
        }

        var glob = new ArtifactGlob(directory);
        if (glob.LeadsOut)
        {
            log.Add($"The base directory '{baseDirectory}' leads out of the source directory; copy the files into it first");
            return [];
        }

        var depth = directory.Count(c => c == '/') + 1;
        var inside = files
            .Select(file => (File: file, Cut: IndexOfSlash(file.Name, depth)))
            .Where(pair => pair.Cut > 0 && glob.IsMatch(pair.File.Name[..pair.Cut]))
            .Select(pair => pair.File with { Name = pair.File.Name[(pair.Cut + 1)..] })
            .ToList();
        if (inside.Count == 0)
        {
            log.Add($"The base directory '{baseDirectory}' does not exist or is empty");
        }

        return inside;
    }

    private static int IndexOfSlash(string path, int which)
    {
        var at = -1;
        for (; which > 0; which--)
        {
            at = path.IndexOf('/', at + 1);
            if (at < 0)
            {
                return -1;
            }
        }

        return at;
    }

    private static string Relative(string pattern, string sourceDirectory) =>
        pattern == sourceDirectory ? CurrentDirectory
        : pattern.StartsWith($"{sourceDirectory}/", StringComparison.Ordinal) ? pattern[(sourceDirectory.Length + 1)..]
        : pattern;

    // Of two files with one name the last in order wins, a choice where the reference says nothing.
    private static List<SelectedFile> Flatten(IEnumerable<SelectedFile> files, List<string> log)
    {
        var flat = new SortedDictionary<string, SelectedFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var name = file.Name[(file.Name.LastIndexOf('/') + 1)..];
            if (flat.TryGetValue(name, out var other))
            {
                log.Add($"Warning: '{file.Source}' replaces '{other.Source}': both are named '{name}' once paths are discarded");
            }

            flat[name] = file with { Name = name };
        }

        return [.. flat.Values];
    }
}
