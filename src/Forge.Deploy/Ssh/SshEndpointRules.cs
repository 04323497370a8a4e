using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Forge.Shared.Text;

namespace Forge.Deploy.Ssh;

/// <summary>What the options of every host that is logged in to have to keep to.</summary>
internal static partial class SshEndpointRules
{
    /// <summary>Names what is wrong.</summary>
    public static IEnumerable<ValidationResult> Check(SshEndpoint endpoint)
    {
        var (host, credentials) = (endpoint.Host, endpoint.Credentials);
        if (host.Length > 0 && !Host().IsMatch(host))
        {
            yield return new ValidationResult($"The host {Quotation.Of(host)} is neither a name nor an address: use 1 to 253 letters, digits and . - _ : %, and do not begin with a dash.");
        }

        if (endpoint.User.StartsWith('-') || endpoint.User.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            yield return new ValidationResult($"The user {Quotation.Of(endpoint.User)} of {Quotation.Of(host)} is no account: leave out blanks and control characters, and do not begin with a dash.");
        }

        if (endpoint.HostKey is null == string.IsNullOrEmpty(endpoint.KnownHostsPath))
        {
            yield return new ValidationResult($"'{host}' needs either HostKey, a fingerprint, or KnownHostsPath, a known_hosts file: no host key is accepted on trust.");
        }

        if (endpoint.HostKey is not null && !Fingerprint().IsMatch(endpoint.HostKey))
        {
            yield return new ValidationResult($"The host key '{endpoint.HostKey}' of '{host}' is no fingerprint: write SHA256: and 43 characters, as 'ssh-keygen -lf' prints it.");
        }

        if (string.IsNullOrEmpty(credentials.PrivateKeyPath) && credentials.Password is null && string.IsNullOrEmpty(credentials.PasswordSecret))
        {
            yield return new ValidationResult($"'{host}' needs PrivateKeyPath, Password or PasswordSecret to log in with.");
        }

        if (credentials.Password is not null && !string.IsNullOrEmpty(credentials.PasswordSecret))
        {
            yield return new ValidationResult($"'{host}' has both Password and PasswordSecret. Set one of them.");
        }

        if (!string.IsNullOrEmpty(credentials.CertificatePath) && string.IsNullOrEmpty(credentials.PrivateKeyPath))
        {
            yield return new ValidationResult($"'{host}' has a CertificatePath but no PrivateKeyPath. A certificate is for a key.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_:][A-Za-z0-9._:%-]{0,252}\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"\ASHA256:[A-Za-z0-9+/]{43}=?\z")]
    private static partial Regex Fingerprint();
}
