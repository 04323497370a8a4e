using System.Security.Cryptography;
using Forge.Deploy.Agents.Protocol;
using Forge.Shared.Files;

namespace Forge.Deploy.Agents.Identities;

/// <summary>The file with the server's private key. Made when it does not exist; only its owner may read it.</summary>
internal static class SigningKeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Opens the key.</summary>
    /// <exception cref="AgentException">The file cannot be read or made, holds no such key, or others may read it.</exception>
    public static MessageSigner Open(string path)
    {
        try
        {
            return new MessageSigner(File.Exists(path) ? Read(path) : Create(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new AgentException($"The signing key '{path}' cannot be used: {e.Message} It has to be an ECDSA key on P-256 in PEM, which agents have pinned; restore it from a backup.", AgentFailure.RegistrationFile, e);
        }
    }

    private static ECDsa Read(string path)
    {
        if ((File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
        {
            throw new AgentException($"The signing key '{path}' can be read by others than its owner. Run 'chmod 600' on it, and invite all agents anew if somebody else may have read it.", AgentFailure.RegistrationFile);
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return key.KeySize == 256 ? key : throw new CryptographicException($"It has {key.KeySize} bits.");
    }

    private static ECDsa Create(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DurableDirectory.Create(Path.GetDirectoryName(path)!);
        try
        {
            PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem(), FileMode.CreateNew);
            return key;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first.
            key.Dispose();
            return Read(path);
        }
    }
}
