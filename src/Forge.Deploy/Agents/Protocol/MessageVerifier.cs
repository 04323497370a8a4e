using System.Security.Cryptography;
using System.Text;

namespace Forge.Deploy.Agents.Protocol;

/// <summary>Checks signatures of one server. Safe for concurrent use.</summary>
internal sealed class MessageVerifier : IDisposable
{
    /// <summary>The purpose of messages to agents.</summary>
    public const string Command = "command";

    /// <summary>The purpose of answers to agents that connect.</summary>
    public const string Session = "session";

    /// <summary>The purpose of blocks of input.</summary>
    public const string Block = "input";

    /// <summary>The purpose of invitations.</summary>
    public const string Invitation = "invitation";

    private readonly Lock _lock = new();
    private readonly ECDsa _key = ECDsa.Create();

    /// <summary>Initializes a new instance of the <see cref="MessageVerifier"/> class.</summary>
    /// <exception cref="CryptographicException">The bytes are no public key.</exception>
    public MessageVerifier(ReadOnlySpan<byte> publicKey) => _key.ImportSubjectPublicKeyInfo(publicKey, out _);

    /// <summary>Describes a block of input, with all that must not be exchanged for something else.</summary>
    public static string BlockText(string agent, string session, string command, InputBlock block) =>
        FormattableString.Invariant($"{agent}\n{session}\n{command}\n{block.Offset}\n{block.IsLast}\n{Convert.ToHexStringLower(SHA256.HashData(block.Content.Span))}");

    /// <summary>Tells whether the server has signed bytes for a purpose.</summary>
    public bool Verify(string purpose, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var signed = Prefixed(purpose, content);
        lock (_lock)
        {
            return _key.VerifyData(signed, signature, HashAlgorithmName.SHA256);
        }
    }

    /// <summary>Tells whether the server has signed a text for a purpose.</summary>
    public bool Verify(string purpose, string content, ReadOnlySpan<byte> signature) => Verify(purpose, Encoding.UTF8.GetBytes(content), signature);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Puts the purpose before the bytes.</summary>
    internal static byte[] Prefixed(string purpose, ReadOnlySpan<byte> content) =>
        [.. Encoding.ASCII.GetBytes($"forge-agent-{AgentProtocol.Version} {purpose}\n"), .. content];
}
