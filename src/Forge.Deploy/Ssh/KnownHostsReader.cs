using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Deploy.Ssh;

/// <summary>Reads known_hosts files as OpenSSH does: several names on a line, patterns, negations, hashed names, ports, revoked keys, certificate authorities.</summary>
/// <remarks>What cannot be read is passed over.</remarks>
internal static class KnownHostsReader
{
    private const int DefaultPort = 22;
    private const string HashMark = "|1|";
    private const string Revoked = "@revoked";
    private const string Authority = "@cert-authority";

    /// <summary>Returns the lines that are about a host.</summary>
    /// <param name="text">The file.</param>
    /// <param name="host">The host, as it is connected to.</param>
    /// <param name="port">The port.</param>
    public static IReadOnlyList<KnownHost> Read(string text, string host, int port)
    {
        var name = port == DefaultPort ? host : $"[{host}]:{port}";
        return [.. text.Split('\n').Select(line => ReadLine(line, name.ToLowerInvariant())).OfType<KnownHost>()];
    }

    private static KnownHost? ReadLine(string line, string name)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (isRevoked, isAuthority) = (words is [Revoked, ..], words is [Authority, ..]);
        if (isRevoked || isAuthority)
        {
            words = words[1..];
        }

        if (words is not [var names, var type, var key, ..] || names[0] is '#' or '@' || !IsAbout(names, name))
        {
            return null;
        }

        var bytes = new byte[key.Length];
        return Convert.TryFromBase64String(key, bytes, out var length) ? new KnownHost(type, bytes[..length], isRevoked, isAuthority) : null;
    }

    private static bool IsAbout(string names, string name)
    {
        if (names.StartsWith(HashMark, StringComparison.Ordinal))
        {
            return MatchesHash(names[HashMark.Length..].Split('|'), name);
        }

        var patterns = names.ToLowerInvariant().Split(',');
        return patterns.Any(p => MatchesPattern(p, name)) && !patterns.Any(p => p.StartsWith('!') && MatchesPattern(p[1..], name));
    }

    private static bool MatchesPattern(string pattern, string name) =>
        Regex.IsMatch(
            name,
            $@"\A{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal).Replace(@"\?", ".", StringComparison.Ordinal)}\z",
            RegexOptions.NonBacktracking);

    [SuppressMessage("Security", "CA5350", Justification = "The format of known_hosts; it hides names, it protects no key.")]
    private static bool MatchesHash(string[] parts, string name)
    {
        try
        {
            return parts is [var salt, var hash]
                && HMACSHA1.HashData(Convert.FromBase64String(salt), Encoding.UTF8.GetBytes(name)).AsSpan().SequenceEqual(Convert.FromBase64String(hash));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
