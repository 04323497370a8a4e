using System.Security.Cryptography;
using Forge.Artifacts.Encryption;
using Forge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Forge.Artifacts.Tests.Encryption;

/// <summary>Keys for encryption, and stores that use them.</summary>
internal sealed class EncryptionKeys
{
    public const string First = "forge/artifacts-1";
    public const string Second = "forge/artifacts-2";

    public EncryptionKeys()
    {
        Secrets.Add(First, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        Secrets.Add(Second, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    public FakeSecretStore Secrets { get; } = new();

    public EncryptedArtifactStore Encrypt(IArtifactStore inner, string key = First, params string[] earlier) =>
        new(inner, new KeyRing(Secrets, key, earlier), spoolDirectory: null, NullLogger<EncryptedArtifactStore>.Instance);
}
