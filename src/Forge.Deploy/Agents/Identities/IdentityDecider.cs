using Forge.Deploy.Agents.Protocol;

namespace Forge.Deploy.Agents.Identities;

/// <summary>Decides who is believed. Pure: each method returns the event to record, or null when there is nothing new, and throws when it refuses.</summary>
internal static class IdentityDecider
{
    /// <summary>Decides about a registration.</summary>
    /// <exception cref="AgentException">The invitation was used, and not for this credential.</exception>
    public static AgentEvent? Register(AgentState state, InvitationPayload invitation, string credentialHash, string? certificate, DateTimeOffset now)
    {
        if (state.Invitations.Contains(invitation.Id))
        {
            // The same machine asks again when the answer was lost.
            return state.Registered?.Invitation == invitation.Id && BearerCredential.AreEqual(state.Registered.CredentialHash, credentialHash)
                ? null
                : throw new AgentException(
                    $"The invitation for '{invitation.Agent}' was used already. If it was not you, invite '{invitation.Agent}' anew: that voids what the other one has.",
                    AgentFailure.Invitation);
        }

        if (now >= invitation.Expires)
        {
            throw new AgentException($"The invitation for '{invitation.Agent}' has run out. Invite it anew.", AgentFailure.Invitation);
        }

        return new AgentRegistered(invitation.Id, credentialHash, invitation.CredentialSeconds, EndOf(invitation.CredentialSeconds, now), certificate, now);
    }

    /// <summary>Decides about a credential that comes with a request.</summary>
    /// <exception cref="AgentException">It is refused.</exception>
    public static AgentEvent? Authenticate(AgentState state, BearerCredential presented, string? certificate, DateTimeOffset now)
    {
        var hash = BearerCredential.Hash(presented.Secret.Reveal());
        var isCurrent = BearerCredential.AreEqual(state.Credential, hash);
        var isNext = BearerCredential.AreEqual(state.Next?.CredentialHash, hash);
        if (!isCurrent && !isNext)
        {
            throw state.Replaced.Contains(hash)
                ? new AgentException(
                    $"The credential of '{presented.Agent}' was replaced, and the new one is in use: another machine has the same identity. Invite '{presented.Agent}' anew, and find out who has its registration file.",
                    AgentFailure.CredentialReplaced)
                : new AgentException($"There is no agent '{presented.Agent}' with this credential. Register it by an invitation.", AgentFailure.Credential);
        }

        if (now >= (isCurrent ? state.Expires : state.Next!.Expires))
        {
            throw new AgentException($"The credential of '{presented.Agent}' has run out while the agent was away. Invite '{presented.Agent}' anew.", AgentFailure.Credential);
        }

        if (state.Registered?.Certificate is { } pinned && !BearerCredential.AreEqual(pinned, certificate))
        {
            throw new AgentException(
                $"'{presented.Agent}' has registered with a client certificate and has to show it with every request; {(certificate is null ? "none came" : "another one came")}.",
                AgentFailure.Certificate);
        }

        return isNext ? new AgentCredentialUsed(hash) : null;
    }

    /// <summary>Decides about the next credential.</summary>
    /// <exception cref="AgentException">The agent's credential does not run out.</exception>
    public static AgentEvent? Replace(AgentState state, string agent, string nextHash, DateTimeOffset now)
    {
        if (state.Registered is not { CredentialSeconds: { } seconds })
        {
            throw new AgentException($"The credential of '{agent}' does not run out, and is not replaced. Invite '{agent}' anew to change it.", AgentFailure.Credential);
        }

        return state.Next?.CredentialHash == nextHash || state.Credential == nextHash ? null : new AgentCredentialReplaced(nextHash, EndOf(seconds, now));
    }

    /// <summary>Decides about the beginning of a session: only who knows the link of the last one is the agent that had it.</summary>
    /// <exception cref="AgentException">The identity was used elsewhere meanwhile.</exception>
    public static AgentEvent? Link(AgentState state, string agent, string link, string nextLink)
    {
        var (former, next) = (BearerCredential.Hash(link), BearerCredential.Hash(nextLink));
        if (BearerCredential.AreEqual(state.Link, next) && BearerCredential.AreEqual(state.FormerLink, former))
        {
            // The same request once more: its answer was lost.
            return null;
        }

        return state.Link is null || BearerCredential.AreEqual(state.Link, former)
            ? new AgentLinked(next, former)
            : throw new AgentException(
                $"The identity of '{agent}' was used by somebody else since this agent was last connected: a copy of its registration file is about, or it was restored from a backup. Invite '{agent}' anew, which voids all copies.",
                AgentFailure.UsedElsewhere);
    }

    private static DateTimeOffset? EndOf(double? seconds, DateTimeOffset now) => seconds is { } some ? now.AddSeconds(some) : null;
}
