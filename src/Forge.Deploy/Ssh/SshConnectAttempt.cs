using System.Net.Sockets;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>One attempt to connect, which asks the host for keys of certain types.</summary>
internal sealed class SshConnectAttempt(SshTargetSettings settings, HostKeyPolicy policy, IReadOnlyList<string> keyTypes)
{
    /// <summary>Gets why the host's key was refused, or null when none was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Connects and logs in.</summary>
    /// <returns>The connection, or null when the host's key was refused or none of these types was to be had.</returns>
    /// <exception cref="DeployTargetException">The host cannot be reached or refuses the credentials.</exception>
    public async Task<SshClient?> ConnectAsync(CancellationToken cancellationToken)
    {
        var key = ReadPrivateKey();
        var connection = new ConnectionInfo(
            settings.Host, settings.Port, settings.User, new PrivateKeyAuthenticationMethod(settings.User, key))
        { Timeout = settings.ConnectTimeout };
        SshAlgorithms.Arrange(connection, keyTypes);
        var client = new SshClient(connection) { KeepAliveInterval = settings.KeepAliveInterval };
        client.HostKeyReceived += (_, shown) =>
        {
            Refusal = policy.Refuse(shown.HostKey);
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
            if (Refusal is not null || e is SshConnectionException { DisconnectReason: Renci.SshNet.Messages.Transport.DisconnectReason.KeyExchangeFailed })
            {
                return null;
            }

            throw Translate(e) ?? e;
        }
    }

    private PrivateKeyFile ReadPrivateKey()
    {
        try
        {
            return new PrivateKeyFile(settings.PrivateKeyPath, settings.PrivateKeyPassphrase?.Reveal());
        }
        catch (SshPassPhraseNullOrEmptyException e)
        {
            throw Fail($"the private key '{settings.PrivateKeyPath}' has a passphrase. Set PrivateKeyPassphrase.", DeployTargetFailure.Authentication, e);
        }
        catch (Exception e) when (e is SshException or IOException or UnauthorizedAccessException or FormatException or NotSupportedException)
        {
            throw Fail($"the private key '{settings.PrivateKeyPath}' cannot be read: {e.Message}", DeployTargetFailure.Authentication, e);
        }
    }

    private DeployTargetException? Translate(Exception e) => e switch
    {
        SshAuthenticationException => Fail(
            $"it refused the key '{settings.PrivateKeyPath}' of '{settings.User}'. Add its public half to the account's authorized_keys.",
            DeployTargetFailure.Authentication,
            e),
        SocketException or SshOperationTimeoutException or SshConnectionException or IOException => Fail(
            $"it cannot be reached: {e.Message} Check the host, the port, and its sshd.", DeployTargetFailure.Unreachable, e),
        SshException => Fail($"the connection failed: {e.Message}", DeployTargetFailure.Unreachable, e),
        _ => null,
    };

    private DeployTargetException Fail(string why, DeployTargetFailure failure, Exception cause) =>
        new(
            $"Cannot connect to '{settings.Name}' as '{settings.User}' at {settings.Host}:{settings.Port}: {why}",
            settings.Name,
            failure,
            failure is DeployTargetFailure.Unreachable,
            cause);
}
