namespace Forge.Deploy.Ssh;

/// <summary>What a login is made with. At least a key or a password.</summary>
/// <param name="PrivateKeyPath">The file with the private key, or empty.</param>
/// <param name="CertificatePath">The file with the certificate of the key, or null.</param>
/// <param name="Passphrase">The passphrase of the key, or null.</param>
/// <param name="Password">The password, or null.</param>
/// <param name="PasswordSecret">The id of the secret that is the password, or null.</param>
internal sealed record SshCredentials(string PrivateKeyPath, string? CertificatePath, SecretValue? Passphrase, SecretValue? Password, string? PasswordSecret);
