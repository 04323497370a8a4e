using System.Security.Cryptography;
using System.Text;

namespace Forge.Build.Packaging;

/// <summary>Says which caches hold the same paths: only those fit together.</summary>
internal static class CacheVersion
{
    private const int Length = 32;

    /// <summary>Forms the version from the paths, wherever a build has its source and its home.</summary>
    /// <param name="paths">The paths, with their variables expanded.</param>
    /// <param name="sourceDirectory">The source, as commands see it.</param>
    /// <param name="home">The home directory, as commands see it.</param>
    public static string Of(IEnumerable<string> paths, string sourceDirectory, string home)
    {
        var text = string.Join('\n', paths.Select(path => Relative(Relative(path, sourceDirectory, ""), home, "~/")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Length];
    }

    private static string Relative(string path, string directory, string instead) =>
        directory.Length > 0 && path.StartsWith($"{directory}/", StringComparison.Ordinal) ? instead + path[(directory.Length + 1)..] : path;
}
