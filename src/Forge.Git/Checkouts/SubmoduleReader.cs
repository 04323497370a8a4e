using System.Text;

namespace Forge.Git.Checkouts;

/// <summary>Joins what a tree says of its submodules (path and commit) with what <c>.gitmodules</c> does (path and URL). Pure.</summary>
/// <remarks>Names, branches and update commands of <c>.gitmodules</c> have no effect, so they can do no harm.</remarks>
internal static class SubmoduleReader
{
    private const string Section = "submodule.";

    /// <summary>Reads the submodules of a commit.</summary>
    /// <param name="entries">The commit's entries that are no plain files.</param>
    /// <param name="settings">What <c>git config --list -z</c> prints of <c>.gitmodules</c>; empty if there is none.</param>
    /// <exception cref="FormatException">A submodule has no URL, or a path that is refused; the message says which.</exception>
    public static IReadOnlyList<Submodule> Read(IEnumerable<IndexEntry> entries, byte[] settings)
    {
        var urls = ReadUrls(Encoding.UTF8.GetString(settings));
        return [.. entries.Where(entry => entry.IsSubmodule).Select(entry => new Submodule
        {
            Path = IsPath(entry.Path) ? entry.Path : throw new FormatException($"the path '{entry.Path}' of a submodule begins with a dash or holds control characters"),
            Url = urls.GetValueOrDefault(entry.Path) ?? throw new FormatException($".gitmodules names no URL for the submodule '{entry.Path}'"),
            Commit = entry.Id,
        })];
    }

    private static bool IsPath(string path) => !path.Any(char.IsControl) && path.Split('/').All(part => part.Length > 0 && part[0] != '-' && part is not (".." or "."));

    private static Dictionary<string, string> ReadUrls(string settings)
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in settings.Split('\0'))
        {
            if (setting.Split('\n', 2) is not [var key, var value] || !key.StartsWith(Section, StringComparison.Ordinal) || key.LastIndexOf('.') is not (> 9 and var dot))
            {
                continue;
            }

            var name = key[Section.Length..dot];
            switch (key[(dot + 1)..])
            {
                case "path":
                    paths[name] = value.TrimEnd('/');
                    break;
                case "url":
                    urls[name] = value;
                    break;
            }
        }

        return paths.Where(path => urls.ContainsKey(path.Key)).GroupBy(path => path.Value, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => urls[group.Last().Key], StringComparer.Ordinal);
    }
}
