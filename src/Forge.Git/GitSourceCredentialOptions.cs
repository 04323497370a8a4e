using System.ComponentModel.DataAnnotations;

namespace Forge.Git;

/// <summary>The credential for the repositories whose URL begins in one way: a user name and password for http(s), or a key for ssh. Read once.</summary>
public sealed class GitSourceCredentialOptions : IValidatableObject
{
    /// <summary>Gets or sets how the URLs begin, in whole parts: <c>https://example.com/team</c> is no beginning of <c>https://example.com/team-two</c>. The longest one wins.</summary>
    [Required]
    [RegularExpression("(https?://|ssh://|[^/:@]+@[^/:]+:).*", ErrorMessage = "Url must begin with https://, http://, ssh:// or user@host:.")]
    public string Url { get; set; } = "";

    /// <summary>Gets or sets the user name for http(s). Many servers take any name with a token.</summary>
    /// <value>The default is empty.</value>
    public string UserName { get; set; } = "";

    /// <summary>Gets or sets the secret that is the password or token for http(s). Read from the host's <see cref="ISecretStore"/> at every use.</summary>
    /// <value>The default is null. Either this or <see cref="PrivateKey"/> is needed.</value>
    public SecretReference? Password { get; set; }

    /// <summary>Gets or sets the secret that is the private key for ssh, in the format of OpenSSH or PEM and without a passphrase. Read at every use.</summary>
    /// <value>The default is null.</value>
    public SecretReference? PrivateKey { get; set; }

    /// <summary>Gets or sets the keys of the ssh server, as lines of <c>known_hosts</c>; <c>ssh-keyscan</c> prints them. No other key is accepted.</summary>
    /// <value>The default is empty. Needed with <see cref="PrivateKey"/>.</value>
    public string KnownHosts { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((Password is null) == (PrivateKey is null))
        {
            yield return new ValidationResult($"The credential for '{Url}' needs either Password or PrivateKey.", [nameof(Password)]);
        }

        if (PrivateKey is not null && string.IsNullOrWhiteSpace(KnownHosts))
        {
            yield return new ValidationResult($"The credential for '{Url}' needs KnownHosts: no host key is accepted on trust.", [nameof(KnownHosts)]);
        }

        if (Url.StartsWith("http", StringComparison.OrdinalIgnoreCase) != (Password is not null))
        {
            yield return new ValidationResult($"The credential for '{Url}' does not fit: http(s) takes Password, ssh takes PrivateKey.", [nameof(Url)]);
        }
    }
}
