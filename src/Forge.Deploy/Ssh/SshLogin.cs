using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace Forge.Deploy.Ssh;

/// <summary>The ways to log in to a host, best first.</summary>
internal static class SshLogin
{
    private const int FewestRsaBits = 2048;

    /// <summary>Reads the key, the certificate and the password.</summary>
    /// <exception cref="DeployTargetException">One of them cannot be read.</exception>
    public static async Task<AuthenticationMethod[]> ReadAsync(SshHop hop, ISecretStore? secrets, CancellationToken cancellationToken)
    {
        var methods = new List<AuthenticationMethod>();
        var (user, credentials) = (hop.Endpoint.User, hop.Endpoint.Credentials);
        if (credentials.PrivateKeyPath.Length > 0)
        {
            methods.Add(new PrivateKeyAuthenticationMethod(user, ReadPrivateKey(hop, credentials)));
        }

        if (await ReadPasswordAsync(hop, credentials, secrets, cancellationToken).ConfigureAwait(false) is { } password)
        {
            methods.Add(new PasswordAuthenticationMethod(user, password.Reveal()));
            var asked = new KeyboardInteractiveAuthenticationMethod(user);
            asked.AuthenticationPrompt += (_, prompts) =>
            {
                // Whoever asks for something that is shown does not ask for the password.
                foreach (var prompt in prompts.Prompts.Where(prompt => !prompt.IsEchoed))
                {
                    prompt.Response = password.Reveal();
                }
            };
            methods.Add(asked);
        }

        return [.. methods];
    }

    private static PrivateKeyFile ReadPrivateKey(SshHop hop, SshCredentials credentials)
    {
        var (path, passphrase) = (credentials.PrivateKeyPath, credentials.Passphrase?.Reveal());
        try
        {
            var key = string.IsNullOrEmpty(credentials.CertificatePath) ? new PrivateKeyFile(path, passphrase) : new PrivateKeyFile(path, passphrase, credentials.CertificatePath);
            return key.Key is not RsaKey rsa || rsa.Modulus.GetBitLength() >= FewestRsaBits
                ? key
                : throw hop.Fail($"the private key '{path}' is RSA with {rsa.Modulus.GetBitLength()} bits, which is too weak. Use ed25519, or RSA with {FewestRsaBits} bits or more.", DeployTargetFailure.Authentication);
        }
        catch (ArgumentException e) when (credentials.CertificatePath is { Length: > 0 } certificate)
        {
            // SSH.NET compares public keys as numbers without needless sign bytes, and an Ed25519 key that begins with FF and another byte from 80 on has one.
            throw hop.Fail(
                $"the certificate '{certificate}' is not for the private key '{path}'. Have the key signed anew; where 'ssh-keygen -lf' shows the same fingerprint for both, it is one of the few Ed25519 keys (1 of 512) that cannot be used with a certificate here: make another one.",
                DeployTargetFailure.Authentication,
                e);
        }
        catch (SshPassPhraseNullOrEmptyException e)
        {
            throw hop.Fail($"the private key '{path}' has a passphrase. Set PrivateKeyPassphrase.", DeployTargetFailure.Authentication, e);
        }
        catch (Exception e) when (e is SshException or IOException or UnauthorizedAccessException or FormatException or NotSupportedException or ArgumentException)
        {
            var what = string.IsNullOrEmpty(credentials.CertificatePath) ? "" : $" or its certificate '{credentials.CertificatePath}'";
            throw hop.Fail($"the private key '{path}'{what} cannot be read: {e.Message.TrimEnd('.')}. Name a private key as ssh-keygen makes it, of ed25519, ECDSA or RSA.", DeployTargetFailure.Authentication, e);
        }
    }

    private static async Task<SecretValue?> ReadPasswordAsync(SshHop hop, SshCredentials credentials, ISecretStore? secrets, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(credentials.PasswordSecret))
        {
            return credentials.Password;
        }

        if (secrets is null)
        {
            throw hop.Fail($"its password is the secret '{credentials.PasswordSecret}', and this host has no secret store. Register an ISecretStore.", DeployTargetFailure.Authentication);
        }

        try
        {
            return await secrets.GetSecretAsync(new SecretReference { Id = credentials.PasswordSecret }, cancellationToken).ConfigureAwait(false)
                ?? throw hop.Fail($"there is no secret '{credentials.PasswordSecret}', which is to be its password. Store it.", DeployTargetFailure.Authentication);
        }
        catch (SecretStoreException e)
        {
            throw hop.Fail(
                $"the secret '{credentials.PasswordSecret}', which is its password, cannot be read: {e.Message}",
                e.IsTransient ? DeployTargetFailure.Unreachable : DeployTargetFailure.Authentication,
                e);
        }
    }
}
