using Forge.Deploy.Agents.Identities;
using Forge.Deploy.Agents.Protocol;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Agents.Connections;

/// <summary>Finds out who asks, and lets nobody else in.</summary>
internal sealed partial class AgentAdmission(AgentIdentities identities, AgentHub hub, MessageSigner signer, TimeProvider timeProvider, ILogger<AgentAdmission> logger)
{
    /// <summary>Gives an invited machine its identity.</summary>
    /// <exception cref="AgentException">The invitation is no good.</exception>
    public async Task<RegisterAnswer> RegisterAsync(AgentHttpRequest request, RegisterRequest register, CancellationToken cancellationToken)
    {
        const string Scheme = "Bearer ";
        var text = request.Authorization is { } header && header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : "";
        if (InvitationText.Read(text) is not { } invitation || !invitation.ServerKey.AsSpan().SequenceEqual(signer.PublicKey) || !hub.Names.Contains(invitation.Agent))
        {
            Log.Refused(logger, request.RemoteAddress, AgentFailure.Invitation);
            throw new AgentException("The invitation is none of this host, or for an agent that it does not have.", AgentFailure.Invitation);
        }

        CheckHash(register);
        var now = timeProvider.GetUtcNow();
        var state = await LogRefusalsAsync(request, () => identities.RecordAsync(
            invitation.Agent, known => IdentityDecider.Register(known, invitation, register.CredentialHash, request.CertificateHash, now), cancellationToken)).ConfigureAwait(false);
        hub.Disconnect(invitation.Agent, "it was registered anew");
        Log.Registered(logger, invitation.Agent, request.RemoteAddress);
        return Answer(state.Expires, now);
    }

    /// <summary>Finds out which agent asks.</summary>
    /// <exception cref="AgentException">It cannot prove who it is.</exception>
    public async Task<(string Agent, AgentState State)> AuthenticateAsync(AgentHttpRequest request, CancellationToken cancellationToken)
    {
        if (BearerCredential.Read(request.Authorization) is not { } presented || !hub.Names.Contains(presented.Agent))
        {
            Log.Refused(logger, request.RemoteAddress, AgentFailure.Credential);
            throw new AgentException("There is no such agent in this host, or no credential came.", AgentFailure.Credential);
        }

        var now = timeProvider.GetUtcNow();
        var state = await LogRefusalsAsync(request, () => identities.RecordAsync(
            presented.Agent, known => IdentityDecider.Authenticate(known, presented, request.CertificateHash, now), cancellationToken)).ConfigureAwait(false);
        return (presented.Agent, state);
    }

    /// <summary>Notes the next credential of an agent.</summary>
    /// <exception cref="AgentException">The agent's credential does not run out.</exception>
    public async Task<RegisterAnswer> ReplaceAsync(string agent, RegisterRequest next, CancellationToken cancellationToken)
    {
        CheckHash(next);
        var now = timeProvider.GetUtcNow();
        var state = await identities.RecordAsync(agent, known => IdentityDecider.Replace(known, agent, next.CredentialHash, now), cancellationToken).ConfigureAwait(false);
        Log.Replaced(logger, agent);
        return Answer(state.Next?.Expires ?? state.Expires, now);
    }

    private static RegisterAnswer Answer(DateTimeOffset? expires, DateTimeOffset now) => new((expires - now)?.TotalSeconds);

    private static void CheckHash(RegisterRequest request)
    {
        if (!BearerCredential.IsHash(request.CredentialHash))
        {
            throw new AgentException("The credential's hash is none.", AgentFailure.Protocol);
        }
    }

    private async Task<AgentState> LogRefusalsAsync(AgentHttpRequest request, Func<Task<AgentState>> record)
    {
        try
        {
            return await record().ConfigureAwait(false);
        }
        catch (AgentException e) when (e.Failure is AgentFailure.CredentialReplaced)
        {
            Log.Stolen(logger, request.RemoteAddress, e);
            throw;
        }
        catch (AgentException e)
        {
            Log.Refused(logger, request.RemoteAddress, e.Failure);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3120, LogLevel.Information, "Agent {Agent} was registered from {Address}. What an earlier machine of that name had is void.")]
        public static partial void Registered(ILogger logger, string agent, string address);

        [LoggerMessage(3125, LogLevel.Error, "A request from {Address} came with a credential that was replaced: an identity is used by two machines.")]
        public static partial void Stolen(ILogger logger, string address, Exception cause);

        [LoggerMessage(3126, LogLevel.Warning, "A request to the agents' address from {Address} was refused: {Failure}.")]
        public static partial void Refused(ILogger logger, string address, AgentFailure failure);

        [LoggerMessage(3127, LogLevel.Information, "Agent {Agent} has made its next credential.")]
        public static partial void Replaced(ILogger logger, string agent);
    }
}
