namespace Forge.Git.Mirrors;

/// <summary>The address of a foreign repository, with the credentials of its URL taken out: an argument shows in the process list, and a message in a log.</summary>
internal sealed record SourceAddress
{
    /// <summary>Gets the address without user name and password.</summary>
    public required string Url { get; init; }

    /// <summary>Gets the user name of an HTTP URL; empty if there is none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Gets the password of an HTTP URL, or null.</summary>
    public SecretValue? Password { get; init; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="SourceException">It is no address, but an option or a command to somebody.</exception>
    public static SourceAddress Parse(string repository)
    {
        // What begins with a dash is an option; a remote helper (ext::sh -c …) is a command.
        if (repository.Length == 0 || repository.StartsWith('-') || repository.Contains("::", StringComparison.Ordinal) || repository.Any(char.IsControl))
        {
            throw new SourceException($"'{repository}' is not the address of a repository: give a URL or an absolute path.", repository);
        }

        if (!Uri.TryCreate(repository, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length == 0)
        {
            return new SourceAddress { Url = repository };
        }

        var parts = uri.UserInfo.Split(':', 2);
        return new SourceAddress
        {
            Url = new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri,
            UserName = Uri.UnescapeDataString(parts[0]),
            Password = parts.Length > 1 ? new SecretValue(Uri.UnescapeDataString(parts[1])) : null,
        };
    }
}
