using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;
using Renci.SshNet.Security;

namespace Forge.Deploy.Ssh;

/// <summary>Attempts to connect to one host, each of which asks it for keys of certain types.</summary>
/// <param name="hop">The host.</param>
/// <param name="policy">Who it should be.</param>
/// <param name="login">The ways to log in.</param>
/// <param name="host">Where it is reached: its own address, or the end of a way through others.</param>
/// <param name="port">The port there.</param>
/// <param name="timeProvider">Says whether a certificate holds.</param>
internal sealed class SshConnectAttempt(SshHop hop, HostKeyPolicy policy, AuthenticationMethod[] login, string host, int port, TimeProvider timeProvider)
{
    private string _problem = "";

    /// <summary>Gets why the host's key was refused at the last attempt, or null when none was.</summary>
    public string? Refusal { get; private set; }


    /// <summary>Connects and logs in.</summary>
    /// <returns>The connection, or null when the host's key was refused or none of these types was to be had.</returns>
    /// <exception cref="DeployTargetException">The host cannot be reached or refuses the credentials.</exception>
    public async Task<SshClient?> ConnectAsync(IReadOnlyList<string> keyTypes, CancellationToken cancellationToken)
    {
        Refusal = null;
        var connection = new ConnectionInfo(host, port, hop.Endpoint.User, login) { Timeout = hop.Settings.ConnectTimeout };
        SshAlgorithms.Arrange(connection, keyTypes);
        var client = new SshClient(connection) { KeepAliveInterval = hop.Settings.KeepAliveInterval };
        client.HostKeyReceived += (_, shown) =>
        {
            Refusal = shown.Certificate is { } certificate ? policy.Refuse(Read(certificate), timeProvider.GetUtcNow()) : policy.Refuse(shown.HostKey);
            shown.CanTrust = Refusal is null;
        };
        try
        {
            await client.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (Exception e)
        {
            client.Dispose();
            _problem = e.Message;
            if (Refusal is not null || e is SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed })
            {
                return null;
            }

            throw Translate(e) ?? e;
        }
    }

    /// <summary>Makes the exception for a host that is not who it should be.</summary>
    /// <param name="refusal">Why, or null when it has no key that can be judged.</param>
    public DeployTargetException Refused(string? refusal) => new(
        refusal ?? $"'{hop.Name}' showed no host key or certificate that Forge can accept: {_problem} If it shows a certificate, check with 'ssh-keygen -L' on the host that it holds now.",
        hop.Settings.Name,
        DeployTargetFailure.HostKey);

    private static HostCertificate Read(Certificate certificate) => new(
        certificate.CertificateAuthorityKey,
        certificate.Type is Certificate.CertificateType.Host,
        [.. certificate.ValidPrincipals],
        certificate.ValidAfterUnixSeconds,
        certificate.ValidBeforeUnixSeconds,
        certificate.CriticalOptions.Count > 0)
    {
        Key = new KeyHostAlgorithm(certificate.Key.ToString(), certificate.Key).Data,
    };

    private DeployTargetException? Translate(Exception e) => e switch
    {
        SshAuthenticationException => hop.Fail(WhyRefused(hop.Endpoint), DeployTargetFailure.Authentication, e),
        SocketException or SshOperationTimeoutException or SshConnectionException or IOException => hop.Fail(
            $"it cannot be reached: {e.Message.TrimEnd('.')}. Check the host, the port, and its sshd.", DeployTargetFailure.Unreachable, e),
        SshException => hop.Fail($"the connection failed: {e.Message}", DeployTargetFailure.Unreachable, e),
        _ => null,
    };

    private static string WhyRefused(SshEndpoint endpoint) => endpoint.Credentials switch
    {
        { PrivateKeyPath: "" } => $"it refused the password of '{endpoint.User}'. Check the password, and PasswordAuthentication in its sshd_config.",
        { CertificatePath: { Length: > 0 } certificate } =>
            $"it refused the certificate '{certificate}' of '{endpoint.User}'. Check with 'ssh-keygen -L' that it holds now and names the account, and that the host's TrustedUserCAKeys has its authority.",
        var credentials => $"it refused the key '{credentials.PrivateKeyPath}' of '{endpoint.User}'. Add its public half to the account's authorized_keys.",
    };
}
