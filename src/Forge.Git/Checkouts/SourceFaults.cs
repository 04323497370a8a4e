using System.Text.RegularExpressions;

namespace Forge.Git.Checkouts;

/// <summary>What goes wrong with sources, in words that hold no password.</summary>
internal static partial class SourceFaults
{
    /// <summary>Makes the exception about a repository, whose URL may hold a password.</summary>
    public static SourceException Of(string repository, string message, Exception? cause = null) =>
        new(message, Shown(repository), (cause as SourceException)?.IsTransient ?? false, cause);

    public static SourceException NoVersion(SourceLocation location) => location.Version.Length == 0
        ? Of(location.Repository, $"'{Shown(location.Repository)}' has no commit on its default branch yet. Push one first.")
        : Of(location.Repository, $"'{Shown(location.Repository)}' has no branch, tag, ref or commit '{location.Version}'. Name one that exists, or more digits of a commit id.");

    /// <summary>Shows a repository's name, path or URL without what a URL says of its user.</summary>
    public static string Shown(string repository) => User().Replace(repository, "://***@");

    [GeneratedRegex("://[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex User();
}
