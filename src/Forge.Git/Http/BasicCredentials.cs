using System.Text;

namespace Forge.Git.Http;

/// <summary>What an Authorization header of the Basic scheme holds.</summary>
internal sealed record BasicCredentials(string UserName, SecretValue Password)
{
    private const string Scheme = "Basic ";
    private const int MaxLength = 8 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the header; null when it is missing or malformed.</summary>
    public static BasicCredentials? Read(string? header)
    {
        if (header is not { Length: <= MaxLength } || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Scheme.Length..].Trim(), buffer, out var length))
        {
            return null;
        }

        try
        {
            return Strict.GetString(buffer, 0, length).Split(':', 2) is [var name, var password]
                ? new BasicCredentials(name, new SecretValue(password))
                : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
