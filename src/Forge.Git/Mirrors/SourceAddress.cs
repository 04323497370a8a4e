using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Forge.Git.Checkouts;

namespace Forge.Git.Mirrors;

/// <summary>The address of a foreign repository, with the credentials of its URL taken out: an argument shows in the process list, and a message in a log.</summary>
internal sealed partial record SourceAddress
{
    /// <summary>Gets the address without user name and password.</summary>
    public required string Url { get; init; }

    /// <summary>Gets the user name of an HTTP URL; empty if there is none.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Gets the password of an HTTP URL, or null.</summary>
    public SecretValue? Password { get; init; }

    /// <summary>Gets the configured credential, or null.</summary>
    public GitSourceCredentialOptions? Credential { get; init; }

    /// <summary>Gets scheme, host and port; null for a path on this machine.</summary>
    public string? Server => ServerOf(Url);

    /// <summary>Gets a name for a directory. Who comes with another credential gets another one: what one may read is not for all.</summary>
    public string Key
    {
        get
        {
            var access = Credential is not null ? $"\n{Credential.Url}\n{Credential.UserName}" : Password is not null || UserName.Length > 0 ? $"\n{UserName}\n{Password?.Reveal()}" : "";
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url + access)));
        }
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="SourceException">It is no address, but an option or a command to somebody.</exception>
    public static SourceAddress Parse(string repository)
    {
        // What begins with a dash is an option; a remote helper (ext::sh -c …) is a command.
        if (repository.Length == 0 || repository.StartsWith('-') || Helper().IsMatch(repository) || repository.Any(char.IsControl))
        {
            throw SourceFaults.Of(repository, $"'{SourceFaults.Shown(repository)}' is not the address of a repository: give a URL or an absolute path.");
        }

        if (!Uri.TryCreate(repository, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return new SourceAddress { Url = WithoutPassword(repository) };
        }

        var parts = uri.UserInfo.Split(':', 2);
        return new SourceAddress
        {
            // Also free of /../, so that what is compared here is what the server gets to see.
            Url = uri.UserInfo.Length == 0 ? uri.AbsoluteUri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri.AbsoluteUri,
            UserName = Uri.UnescapeDataString(parts[0]),
            Password = parts.Length > 1 ? new SecretValue(Uri.UnescapeDataString(parts[1])) : null,
        };
    }

    /// <summary>Says whether a URL begins with another one, in whole parts. A path that climbs upwards begins with nothing.</summary>
    public static bool Begins(string url, string prefix) =>
        url.StartsWith(prefix, StringComparison.Ordinal)
        && (url.Length == prefix.Length || prefix[^1] is '/' or ':' || url[prefix.Length] is '/' or ':')
        && !Uri.UnescapeDataString(url).Split('/', ':').Contains("..");

    /// <summary>Reads the address of a submodule, which gets this credential on this server only.</summary>
    public SourceAddress ForSubmodule(string url)
    {
        var address = Parse(url);
        return address.UserName.Length == 0 && address.Password is null && Server is { } server && address.Server == server
            ? address with { UserName = UserName, Password = Password, Credential = Credential }
            : address;
    }

    // ssh takes a user, but never a password from a URL.
    private static string WithoutPassword(string url)
    {
        var begin = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = begin > 2 ? url.IndexOf('@', begin) : -1;
        var slash = begin > 2 ? url.IndexOf('/', begin) : -1;
        var colon = end > 0 ? url.IndexOf(':', begin, end - begin) : -1;
        return colon > 0 && (slash < 0 || end < slash) ? url[..colon] + url[end..] : url;
    }

    private static string? ServerOf(string url)
    {
        if (url.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            var authority = url[(scheme + 3)..].Split('/', 2)[0];
            return $"{url[..scheme]}://{authority[(authority.LastIndexOf('@') + 1)..]}".ToLowerInvariant();
        }

        return url[0] != '/' && url.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? $"ssh://{url[..colon].Split('@')[^1]}" : null;
    }

    // As git finds it; an address of IPv6 is none.
    [GeneratedRegex(@"\A[A-Za-z0-9+.-]*::", RegexOptions.CultureInvariant)]
    private static partial Regex Helper();
}
