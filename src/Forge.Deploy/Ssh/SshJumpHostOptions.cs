using System.ComponentModel.DataAnnotations;

namespace Forge.Deploy.Ssh;

/// <summary>A host on the way to a deploy target: the connection to the target, or to the next one, is made from it.</summary>
/// <remarks>Nothing runs on it. It needs to allow the forwarding of TCP, as sshd does by default.</remarks>
public sealed class SshJumpHostOptions
{
    private const int LargestPort = 65535;

    /// <summary>Gets or sets the host's name or address.</summary>
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 22; from 1 to 65535.</value>
    public int Port { get; set; } = 22;

    /// <summary>Gets or sets the account to log in as.</summary>
    public string User { get; set; } = "";

    /// <summary>Gets or sets the file with the private key.</summary>
    /// <value>The default is empty: the login is by password.</value>
    public string PrivateKeyPath { get; set; } = "";

    /// <summary>Gets or sets the file with the OpenSSH certificate of the private key.</summary>
    /// <value>The default is null: the key has none.</value>
    public string? CertificatePath { get; set; }

    /// <summary>Gets or sets the passphrase of the private key.</summary>
    /// <value>The default is null: the key has none.</value>
    public SecretValue? PrivateKeyPassphrase { get; set; }

    /// <summary>Gets or sets the password of the account.</summary>
    /// <value>The default is null.</value>
    public SecretValue? Password { get; set; }

    /// <summary>Gets or sets the id of the secret that is the password of the account, read from the host's <see cref="ISecretStore"/> at every connect.</summary>
    /// <value>The default is null.</value>
    public string? PasswordSecret { get; set; }

    /// <summary>Gets or sets the only host key that is accepted, as the fingerprint that <c>ssh-keygen -lf</c> prints.</summary>
    /// <value>The default is null. Either this or <see cref="KnownHostsPath"/> must be set: no key is accepted on trust.</value>
    public string? HostKey { get; set; }

    /// <summary>Gets or sets the file that holds the host's key or its certificate authority, in the format of OpenSSH's <c>known_hosts</c>.</summary>
    /// <value>The default is null.</value>
    public string? KnownHostsPath { get; set; }

    internal IEnumerable<ValidationResult> Validate()
    {
        if (Host.Length == 0 || User.Length == 0 || Port is < 1 or > LargestPort)
        {
            yield return new ValidationResult($"The jump host '{Host}' needs a Host, a User, and a Port from 1 to {LargestPort}.");
        }

        foreach (var problem in SshEndpointRules.Check(SshEndpoint.From(this)))
        {
            yield return problem;
        }
    }
}
