using System.Security.Cryptography;
using System.Text;

namespace Forge.Cli.Hosting;

/// <summary>Where the tool keeps what only makes it faster. Anything there may be deleted at any time.</summary>
internal static class UserCache
{
    private const string Variable = "XDG_CACHE_HOME";

    /// <summary>Names the file for something.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="parts">What tells it from the others of its kind.</param>
    /// <returns>The path, or null where the user has no place for such files.</returns>
    public static string? PathOf(string kind, params string[] parts)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named && Path.IsPathRooted(named) ? named
            : home.Length > 0 ? Path.Join(home, ".cache")
            : null;
        return cache is null ? null : Path.Join(cache, "forge", kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', parts)))));
    }
}
