using System.Security.Cryptography;

namespace Forge.Deploy.Ssh;

/// <summary>Host keys as people compare them.</summary>
internal static class HostKeyFingerprint
{
    /// <summary>Returns a key's fingerprint as OpenSSH prints it.</summary>
    public static string Of(ReadOnlySpan<byte> key) => $"SHA256:{Convert.ToBase64String(SHA256.HashData(key)).TrimEnd('=')}";
}
