using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>Paths on a target, below its destination root.</summary>
internal static class DestinationPath
{
    /// <summary>Turns a path of an appspec into the absolute path on the target.</summary>
    /// <param name="root">The destination root; empty for the target's own.</param>
    /// <param name="path">The path, as written.</param>
    /// <returns>The path, or null when it climbs above the root.</returns>
    public static string? Resolve(string root, string path) =>
        BundlePath.TrySimplify(path, out var simple) ? Join(root, simple) : null;

    /// <summary>Appends a name to an absolute path.</summary>
    public static string Join(string directory, string name) =>
        name is "" ? directory.Length > 0 ? directory : "/" : $"{directory.TrimEnd('/')}/{name}";

    /// <summary>Returns the directories between the root and a path, the nearest to the root first, the path itself last, the root left out.</summary>
    public static IEnumerable<string> Chain(string root, string path)
    {
        var start = root.TrimEnd('/').Length + 1;
        for (var slash = path.IndexOf('/', Math.Min(start, path.Length)); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            yield return path[..slash];
        }

        if (path.Length > start)
        {
            yield return path;
        }
    }
}
