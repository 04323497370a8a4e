using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>Who an agent says it is and the secret that proves it: the content of an Authorization header.</summary>
/// <param name="Agent">The name.</param>
/// <param name="Secret">The secret.</param>
internal sealed partial record BearerCredential(string Agent, SecretValue Secret)
{
    private const int SecretBytes = 32;
    private const string Scheme = "Bearer ";
    private const int MostCharacters = 400;

    /// <summary>Makes a secret that nobody can guess.</summary>
    public static string CreateSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Returns what may be kept of a secret. It has 256 random bits, so a plain hash gives nothing away.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Tells whether a text is a hash, as <see cref="Hash"/> makes it.</summary>
    public static bool IsHash(string text) => HashShape().IsMatch(text);

    /// <summary>Compares hashes in the same time whatever they are.</summary>
    public static bool AreEqual(string? left, string? right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left ?? "-"), Encoding.ASCII.GetBytes(right ?? "--"));

    /// <summary>Reads a header.</summary>
    /// <returns>The credential, or null when the header is none.</returns>
    public static BearerCredential? Read(string? header)
    {
        if (header is not { Length: <= MostCharacters } || !header.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var dot = header.LastIndexOf('.');
        return dot > Scheme.Length && AgentName.IsValid(header[Scheme.Length..dot])
            ? new BearerCredential(header[Scheme.Length..dot], new SecretValue(header[(dot + 1)..]))
            : null;
    }

    /// <summary>Writes the header. Only for the request itself.</summary>
    public string ToHeader() => $"{Scheme}{Agent}.{Secret.Reveal()}";

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashShape();
}
