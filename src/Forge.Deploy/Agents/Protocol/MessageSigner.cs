using System.Security.Cryptography;
using System.Text;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>Signs what a server sends, with ECDSA on the curve P-256. Safe for concurrent use.</summary>
internal sealed class MessageSigner(ECDsa key) : IDisposable
{
    private readonly Lock _lock = new();

    /// <summary>Gets the public key, as agents pin it.</summary>
    public byte[] PublicKey { get; } = key.ExportSubjectPublicKeyInfo();

    /// <summary>Signs bytes for a purpose: a signature for one is none for another.</summary>
    public byte[] Sign(string purpose, ReadOnlySpan<byte> content)
    {
        var signed = MessageVerifier.Prefixed(purpose, content);
        lock (_lock)
        {
            return key.SignData(signed, HashAlgorithmName.SHA256);
        }
    }

    /// <summary>Signs a text that describes bytes.</summary>
    public byte[] Sign(string purpose, string content) => Sign(purpose, Encoding.UTF8.GetBytes(content));

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
