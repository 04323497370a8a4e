using System.Security.Cryptography;
using System.Text;

namespace Forge.Pipelines.Webhooks;

/// <summary>Signs what is sent, and tells whether what came was signed. Comparing takes as long for a wrong signature as for a right one.</summary>
internal static class WebhookSignature
{
    /// <summary>What stands before the digits in the headers of GitHub and of Forge.</summary>
    public const string Prefix = "sha256=";

    /// <summary>Makes the signature of a body, with its prefix.</summary>
    public static string Sign(SecretValue secret, ReadOnlySpan<byte> body) => Prefix + Convert.ToHexStringLower(Compute(secret, body));

    /// <summary>Tells whether a request was signed with a secret.</summary>
    /// <param name="provider">Who sends it.</param>
    /// <param name="request">The request.</param>
    /// <param name="secret">The secret; an empty one signs nothing.</param>
    public static bool IsValid(WebhookProvider provider, WebhookRequest request, SecretValue secret) => secret.Reveal().Length > 0 && provider switch
    {
        WebhookProvider.GitHub => request.Header("X-Hub-Signature-256") is { } signature
            && signature.StartsWith(Prefix, StringComparison.Ordinal) && IsDigest(signature[Prefix.Length..], secret, request.Body.Span),
        WebhookProvider.Gitea => request.Header("X-Gitea-Signature") is { } signature && IsDigest(signature, secret, request.Body.Span),
        WebhookProvider.GitLab => request.Header("X-Gitlab-Token") is { } token && IsSecret(token, secret),
        _ => false,
    };

    private static bool IsDigest(string digits, SecretValue secret, ReadOnlySpan<byte> body)
    {
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return digits.Length == 2 * HMACSHA256.HashSizeInBytes
            && Convert.FromHexString(digits, given, out _, out _) is System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(given, Compute(secret, body));
    }

    // Of equal length, whatever was given.
    private static bool IsSecret(string token, SecretValue secret) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())));

    private static byte[] Compute(SecretValue secret, ReadOnlySpan<byte> body) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal()), body);
}
