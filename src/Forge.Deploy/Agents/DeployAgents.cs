using Forge.Deploy.Agents.Connections;
using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents;

/// <summary>The polling agents of a host: who is invited, registered, connected. Safe for concurrent use.</summary>
public sealed class DeployAgents
{
    private static readonly TimeSpan ShortestCredential = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestCredential = TimeSpan.FromDays(366);

    private readonly AgentHub _hub;
    private readonly AgentIdentities _identities;
    private readonly MessageSigner _signer;
    private readonly TimeProvider _timeProvider;

    internal DeployAgents(AgentHub hub, AgentIdentities identities, MessageSigner signer, TimeProvider timeProvider)
    {
        _hub = hub;
        _identities = identities;
        _signer = signer;
        _timeProvider = timeProvider;
    }

    /// <summary>Invites a machine to register as an agent. Needs the signing key only: another process may serve the agents.</summary>
    /// <param name="agent">The name: 1 to 100 letters, digits and <c>+ = , . @ _ -</c>, not beginning with <c>i-</c>.</param>
    /// <param name="lifetime">How long the invitation holds; more than zero.</param>
    /// <param name="credentialLifetime">How long each credential of the agent holds before the agent must have replaced it, from 10 seconds to 366 days; null for one that does not run out.</param>
    /// <returns>The invitation: a secret until it is used, which it can be once. Taking it up voids what an earlier machine of that name has.</returns>
    /// <exception cref="ArgumentException">The name or a time is not allowed.</exception>
    public SecretValue Invite(string agent, TimeSpan lifetime, TimeSpan? credentialLifetime = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        if (!AgentName.IsValid(agent))
        {
            throw new ArgumentException($"'{agent}' is not the name of an agent: {AgentName.Rule}.", nameof(agent));
        }

        if (credentialLifetime < ShortestCredential || credentialLifetime > LongestCredential)
        {
            throw new ArgumentOutOfRangeException(nameof(credentialLifetime), credentialLifetime, "Credentials of agents hold from 10 seconds to 366 days, or for ever.");
        }

        var payload = new InvitationPayload
        {
            Agent = agent,
            Id = Guid.NewGuid().ToString("N"),
            Expires = _timeProvider.GetUtcNow() + lifetime,
            CredentialSeconds = credentialLifetime?.TotalSeconds,
            ServerKey = _signer.PublicKey,
        };
        return new SecretValue(InvitationText.Write(payload, _signer));
    }

    /// <summary>Lists the agents of this host by name, in ordinal order, registered or not.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The agents.</returns>
    /// <exception cref="Journal.JournalException">The journal fails.</exception>
    public async Task<IReadOnlyList<DeployAgent>> ListAsync(CancellationToken cancellationToken = default)
    {
        var agents = new List<DeployAgent>();
        foreach (var name in _hub.Names.Order(StringComparer.Ordinal))
        {
            var state = await _identities.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            agents.Add(new DeployAgent
            {
                Name = name,
                RegisteredAt = state.Registered?.At,
                CredentialExpiresAt = state.Expires,
                HasCertificate = state.Registered?.Certificate is not null,
                IsConnected = _hub.IsConnected(name),
            });
        }

        return agents;
    }

    /// <summary>Voids the identity of an agent and ends its session. What was deployed to the machine stays. An invitation makes a new identity.</summary>
    /// <param name="agent">The name; an agent that is not registered stays that.</param>
    /// <param name="cancellationToken">Cancels the call; whether the identity is void is then unknown.</param>
    /// <returns>A task that completes when the agent is refused.</returns>
    /// <exception cref="Journal.JournalException">The journal fails.</exception>
    public async Task RemoveAsync(string agent, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var now = _timeProvider.GetUtcNow();
        await _identities.RecordAsync(agent, state => state.Registered is null ? null : new AgentRemoved(now), cancellationToken).ConfigureAwait(false);
        _hub.Disconnect(agent, "it was removed");
    }
}
