namespace Forge.Build.Packaging;

/// <summary>Replaces symbolic links of a source by what they point to, as far as that is inside the source.</summary>
internal static class LinkResolution
{
    private const int MostHops = 40;

    /// <summary>Lists files only: a link to a file under the link's name, a link to a directory as the files below it.</summary>
    /// <param name="files">Everything in the source.</param>
    /// <param name="log">Takes a line for each link that is left out.</param>
    /// <param name="keepsLinks">Whether links that stay inside the source are listed as links.</param>
    public static List<SelectedFile> Resolve(IReadOnlyList<BuildFile> files, List<string> log, bool keepsLinks)
    {
        if (files.All(file => file.LinkTarget is null))
        {
            return InOrder([.. files.Select(file => new SelectedFile(file.Path, file.Path))]);
        }

        var byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var resolved = new List<SelectedFile>(files.Count);
        foreach (var file in files)
        {
            if (file.LinkTarget is null)
            {
                resolved.Add(new SelectedFile(file.Path, file.Path));
            }
            else if (Follow(file, byPath) is not { } target)
            {
                log.Add($"Skipping symbolic link {file.Path}: it leads out of the source directory, in a circle or nowhere");
            }
            else if (keepsLinks)
            {
                resolved.Add(new SelectedFile(file.Path, file.Path, file.LinkTarget));
            }
            else if (byPath.ContainsKey(target))
            {
                resolved.Add(new SelectedFile(file.Path, target));
            }
            else
            {
                AddBelow(file.Path, target);
            }
        }

        return InOrder(resolved);

        // Links below a directory that is itself reached by a link are left out: that is where circles come from.
        void AddBelow(string link, string directory)
        {
            var prefix = directory.Length == 0 ? "" : $"{directory}/";
            var below = files.Where(file => file.LinkTarget is null && file.Path.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (below.Count == 0)
            {
                log.Add($"Skipping symbolic link {link}: it points to nothing, or to a directory without files");
            }

            resolved.AddRange(below.Select(file => new SelectedFile($"{link}/{file.Path[prefix.Length..]}", file.Path)));
        }
    }

    /// <summary>Puts files into ordinal order of their names.</summary>
    public static List<SelectedFile> InOrder(List<SelectedFile> files)
    {
        // A listing is in order already; to sort a hundred thousand paths takes longer than to list them.
        for (var i = 1; i < files.Count; i++)
        {
            if (string.CompareOrdinal(files[i - 1].Name, files[i].Name) > 0)
            {
                return [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
            }
        }

        return files;
    }

    /// <summary>Gives the path that a link at a place means, whether anything is there or not; null when it is absolute or leaves the top.</summary>
    public static string? TargetOf(string link, string target) => Combine(Parent(link), target);

    // The path of what a link finally stands for: a file, or perhaps a directory. Null when it leaves the source.
    private static string? Follow(BuildFile link, Dictionary<string, BuildFile> byPath)
    {
        var path = Combine(Parent(link.Path), link.LinkTarget!);
        for (var hops = 0; path is not null && hops < MostHops; hops++)
        {
            if (FirstLink(path, byPath) is not { } next)
            {
                return path;
            }

            var rest = path[next.Path.Length..].TrimStart('/');
            var target = Combine(Parent(next.Path), next.LinkTarget!);
            path = target is null ? null : Combine(target, rest);
        }

        return null;
    }

    private static BuildFile? FirstLink(string path, Dictionary<string, BuildFile> byPath)
    {
        for (var at = path.IndexOf('/', StringComparison.Ordinal); ; at = path.IndexOf('/', at + 1))
        {
            var prefix = at < 0 ? path : path[..at];
            if (byPath.TryGetValue(prefix, out var file) && file.LinkTarget is not null)
            {
                return file;
            }

            if (at < 0)
            {
                return null;
            }
        }
    }

    private static string Parent(string path) => path.LastIndexOf('/') is >= 0 and var at ? path[..at] : "";

    private static string? Combine(string directory, string target)
    {
        if (target.StartsWith('/'))
        {
            return null;
        }

        var parts = new List<string>(directory.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count == 0)
                {
                    return null;
                }

                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }
}
