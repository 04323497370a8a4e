using Renci.SshNet.Common;

namespace Forge.Deploy.Ssh;

/// <summary>Connects to a target, host after host, each with its own login and its own idea of who it should be.</summary>
internal sealed class SshConnector(SshTargetSettings settings, ISecretStore? secrets, TimeProvider timeProvider)
{
    /// <summary>Connects and logs in.</summary>
    /// <exception cref="DeployTargetException">A host cannot be reached, is not who it should be, or refuses the credentials.</exception>
    public async Task<SshRoute> ConnectAsync(CancellationToken cancellationToken)
    {
        var route = new SshRoute();
        try
        {
            var endpoints = settings.JumpHosts.Append(settings.Endpoint).ToList();
            for (var i = 0; i < endpoints.Count; i++)
            {
                var hop = new SshHop(settings, endpoints[i], Where(i, endpoints));
                var (host, port) = i == 0 ? (endpoints[i].Host, endpoints[i].Port) : ("127.0.0.1", Forward(route, hop));
                var login = await SshLogin.ReadAsync(hop, secrets, cancellationToken).ConfigureAwait(false);
                var policy = await ReadPolicyAsync(hop, cancellationToken).ConfigureAwait(false);
                route.Add(await ConnectAsync(new SshConnectAttempt(hop, policy, login, host, port, timeProvider), policy, cancellationToken).ConfigureAwait(false));
            }

            return route;
        }
        catch
        {
            route.Dispose();
            throw;
        }
    }

    private static string Where(int index, List<SshEndpoint> endpoints) =>
        index == endpoints.Count - 1
            ? index == 0 ? "" : $", by way of {string.Join(", ", endpoints.Take(index))},"
            : $" (jump host {endpoints[index]}, {index + 1} of {endpoints.Count - 1} on the way)";

    private static int Forward(SshRoute route, SshHop hop)
    {
        try
        {
            return route.Forward(hop.Endpoint.Host, hop.Endpoint.Port);
        }
        catch (SshException e)
        {
            throw hop.Fail($"the host before it does not forward: {e.Message} Set AllowTcpForwarding in its sshd_config.", DeployTargetFailure.Unreachable, e);
        }
    }

    // A host has a key of each type and shows one. If a pin is another one's, the host is asked again for the next type.
    private static async Task<Renci.SshNet.SshClient> ConnectAsync(SshConnectAttempt attempt, HostKeyPolicy policy, CancellationToken cancellationToken)
    {
        string? refusal = null;
        var types = policy.KeyTypes;
        for (var skipped = 0; skipped == 0 || (policy.AnyType && skipped < types.Count); skipped++)
        {
            if (await attempt.ConnectAsync([.. types.Skip(skipped)], cancellationToken).ConfigureAwait(false) is { } client)
            {
                return client;
            }

            refusal ??= attempt.Refusal;
            if (attempt.Refusal is null)
            {
                break;
            }
        }

        throw attempt.Refused(refusal);
    }

    private static async Task<HostKeyPolicy> ReadPolicyAsync(SshHop hop, CancellationToken cancellationToken)
    {
        if (hop.Endpoint.HostKey is not null)
        {
            return HostKeyPolicy.Pinned(hop.Name, hop.Endpoint.HostKey);
        }

        var path = hop.Endpoint.KnownHostsPath!;
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
            return HostKeyPolicy.Known(hop.Name, path, KnownHostsReader.Read(text, hop.Endpoint.Host, hop.Endpoint.Port), hop.Endpoint.Host);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw hop.Fail($"it cannot be checked: the known hosts file '{path}' cannot be read: {e.Message}", DeployTargetFailure.HostKey, e);
        }
    }
}
