namespace Forge.Git.Checkouts;

/// <summary>Where a submodule is fetched from: https, or the transport of the repository that names it. Pure.</summary>
internal static class SubmoduleAddress
{
    private const string SchemeEnd = "://";
    private const string Https = "https://";
    private const string Local = "file://";
    private const string Ssh = "ssh://";

    /// <summary>Resolves the URL of a submodule.</summary>
    /// <param name="parent">The URL or absolute path of the repository that names it, without user name and password.</param>
    /// <param name="url">The URL as <c>.gitmodules</c> has it; one that begins with <c>./</c> or <c>../</c> is relative to the parent.</param>
    /// <returns>A URL or an absolute path.</returns>
    /// <exception cref="FormatException">It is refused; the message says why.</exception>
    public static string Resolve(string parent, string url)
    {
        if (url.Length == 0 || url[0] == '-' || url.Contains("::", StringComparison.Ordinal) || url.Contains('\\', StringComparison.Ordinal) || url.Any(char.IsControl))
        {
            throw new FormatException($"its URL '{url}' is not the address of a repository");
        }

        if (url.StartsWith("./", StringComparison.Ordinal) || url.StartsWith("../", StringComparison.Ordinal))
        {
            return Join(parent, url);
        }

        var transport = TransportOf(url);
        return transport == Https || (transport is not null && transport == TransportOf(parent))
            ? Climbs(url) ? throw new FormatException($"its URL '{url}' climbs upwards") : url
            : throw new FormatException($"its URL '{url}' is neither https nor relative to its parent");
    }

    private static string? TransportOf(string url) =>
        url.IndexOf(SchemeEnd, StringComparison.Ordinal) is > 0 and var end ? url[..(end + SchemeEnd.Length)].ToLowerInvariant()
        : url[0] == '/' ? Local
        // As git reads it: a colon before any slash is host:path over ssh.
        : url.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && url.IndexOf('/', StringComparison.Ordinal) is var slash && (slash < 0 || colon < slash) ? Ssh
        : null;

    private static bool Climbs(string url) => Uri.UnescapeDataString(url).Split('/', ':').Contains("..");

    private static string Join(string parent, string url)
    {
        var root = RootOf(parent);
        var path = new List<string>(parent[root..].Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in url.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            if (part != "..")
            {
                path.Add(part);
                continue;
            }

            if (path.Count == 0)
            {
                throw new FormatException($"its URL '{url}' climbs out of '{parent}'");
            }

            path.RemoveAt(path.Count - 1);
        }

        return path.Count > 0 && !Climbs(string.Join('/', path))
            ? parent[..root] + string.Join('/', path)
            : throw new FormatException($"its URL '{url}' climbs out of '{parent}'");
    }

    // Behind scheme://host/, host: or the first slash.
    private static int RootOf(string parent)
    {
        if (parent.IndexOf(SchemeEnd, StringComparison.Ordinal) is > 0 and var scheme)
        {
            return parent.IndexOf('/', scheme + SchemeEnd.Length) is >= 0 and var slash ? slash + 1 : throw new FormatException($"'{parent}' has no path to be relative to");
        }

        return parent[0] == '/' ? 1 : parent.IndexOf(':', StringComparison.Ordinal) + 1;
    }
}
