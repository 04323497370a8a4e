using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Forge.Shared.Webhooks;

/// <summary>Signs requests as Standard Webhooks 1.0 do: an id, a time and the HMAC-SHA256 of both and the body, so that a request can be neither forged nor sent again later.</summary>
internal static class StandardWebhook
{
    /// <summary>The header with the id, which stays the same when the request is sent again.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of this sending, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signature.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Scheme = "v1,";
    private const string SecretPrefix = "whsec_";

    /// <summary>Adds the headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The id of what is sent.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="secret">The secret: base64 after <c>whsec_</c>, else as it is.</param>
    /// <param name="now">The time.</param>
    public static void Sign(HttpRequestMessage request, string id, ReadOnlyMemory<byte> body, SecretValue secret, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add(IdHeader, id);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Signature(id, timestamp, body.Span, secret));
    }

    /// <summary>Makes the signature.</summary>
    public static string Signature(string id, string timestamp, ReadOnlySpan<byte> body, SecretValue secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key(secret.Reveal()));
        hmac.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return Scheme + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    private static byte[] Key(string secret)
    {
        var encoded = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : "";
        var key = new byte[encoded.Length];
        return encoded is not "" && Convert.TryFromBase64String(encoded, key, out var length) ? key[..length] : Encoding.UTF8.GetBytes(secret);
    }
}
