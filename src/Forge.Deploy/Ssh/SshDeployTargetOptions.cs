using System.ComponentModel.DataAnnotations;
using Forge.Deploy.Running;
using Microsoft.Extensions.Options;

namespace Forge.Deploy.Ssh;

/// <summary>A deploy target that is reached over SSH. Read once, when the target is first used.</summary>
public sealed class SshDeployTargetOptions : IValidatableObject
{
    private const int LargestPort = 65535;

    /// <summary>Gets or sets the host's name or address.</summary>
    [Required]
    public string Host { get; set; } = "";

    /// <summary>Gets or sets the port.</summary>
    /// <value>The default is 22; from 1 to 65535.</value>
    [Range(1, LargestPort)]
    public int Port { get; set; } = 22;

    /// <summary>Gets or sets the account to log in as. Hooks run as this account unless they name another one, which only the administrator may use.</summary>
    [Required]
    public string User { get; set; } = "";

    /// <summary>Gets or sets the file with the private key, in the format of OpenSSH or in PEM.</summary>
    /// <value>The default is empty: the login is by <see cref="Password"/> or <see cref="PasswordSecret"/>.</value>
    public string PrivateKeyPath { get; set; } = "";

    /// <summary>Gets or sets the file with the OpenSSH certificate of the private key, as <c>ssh-keygen -s</c> makes it. Read at every connect.</summary>
    /// <value>The default is null: the key has none.</value>
    public string? CertificatePath { get; set; }

    /// <summary>Gets or sets the passphrase of the private key.</summary>
    /// <value>The default is null: the key has none.</value>
    public SecretValue? PrivateKeyPassphrase { get; set; }

    /// <summary>Gets or sets the password of the account. A host that asks for it by itself gets it as well.</summary>
    /// <value>The default is null. A key is tried first where both are set.</value>
    public SecretValue? Password { get; set; }

    /// <summary>Gets or sets the id of the secret that is the password of the account, read from the host's <see cref="ISecretStore"/> at every connect.</summary>
    /// <value>The default is null.</value>
    public string? PasswordSecret { get; set; }

    /// <summary>Gets the hosts through which the target is reached, the first one first. Each is checked and logged in to by itself.</summary>
    /// <value>The default is none: the target is reached directly.</value>
    public IList<SshJumpHostOptions> JumpHosts { get; } = [];

    /// <summary>Gets or sets the only host key that is accepted, as the fingerprint that <c>ssh-keygen -lf</c> prints: <c>SHA256:</c> and 43 characters.</summary>
    /// <value>The default is null. Either this or <see cref="KnownHostsPath"/> must be set: no key is accepted on trust.</value>
    public string? HostKey { get; set; }

    /// <summary>Gets or sets the file that holds the host's key or its certificate authority, in the format of OpenSSH's <c>known_hosts</c>. Read at every connect.</summary>
    /// <value>The default is null.</value>
    public string? KnownHostsPath { get; set; }

    /// <summary>Gets or sets how long connecting may take, the login and all hosts on the way included.</summary>
    /// <value>The default is 15 seconds; from 1 second to 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the time between two signs of life on a quiet connection, so that nothing on the way takes it for dead.</summary>
    /// <value>The default is 15 seconds; from 1 second to 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the directory on the host that Forge keeps bundles, logs and steps in.</summary>
    /// <value>The default is <c>/opt/forge/deployment-root</c>. Absolute; created when it does not exist.</value>
    [Required]
    public string StateDirectory { get; set; } = "/opt/forge/deployment-root";

    /// <summary>Gets or sets what an appspec's absolute destinations are below. Several targets on one host have a root each.</summary>
    /// <value>The default is empty: the host's own root. Otherwise absolute.</value>
    public string DestinationRoot { get; set; } = "";

    /// <summary>Gets the variables that every hook on this target finds in its environment, beside those of the deployment.</summary>
    /// <value>The default is none. Names are letters, digits and underscores, not a digit first.</value>
    public IDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the tags by which deployment groups find the target.</summary>
    /// <value>The default is none; at most 10, a key of 1 to 128 and a value of at most 256 characters.</value>
    public IDictionary<string, string> Tags { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var problem in SshEndpointRules.Check(SshEndpoint.From(this))
            .Concat(JumpHosts.SelectMany(host => host.Validate()))
            .Concat(TargetOptionsRules.Check(StateDirectory, DestinationRoot, Variables, Tags)))
        {
            yield return problem;
        }
    }
}

[OptionsValidator]
internal sealed partial class SshDeployTargetOptionsValidator : IValidateOptions<SshDeployTargetOptions>;
