using System.Collections.Immutable;
using Forge.Journal;

namespace Forge.Deploy.Agents.Identities;

/// <summary>What is known of an agent's identity: the fold of its events. Immutable; only its events make the next. Holds hashes, no secrets.</summary>
internal sealed record AgentState
{
    private const int MostReplaced = 50;

    /// <summary>Gets the agent that was never registered.</summary>
    public static AgentState Empty { get; } = new();

    /// <summary>Gets how many events there are.</summary>
    public long Sequence { get; private init; }

    /// <summary>Gets the registration that is in force, or null.</summary>
    public AgentRegistered? Registered { get; private init; }

    /// <summary>Gets the hash of the credential that is in force.</summary>
    public string? Credential { get; private init; }

    /// <summary>Gets when the credential runs out; null for never.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <summary>Gets the credential that follows and was not used yet, or null.</summary>
    public AgentCredentialReplaced? Next { get; private init; }

    /// <summary>Gets the hashes of the last credentials that were replaced. Those before have run out long ago.</summary>
    public ImmutableList<string> Replaced { get; private init; } = [];

    /// <summary>Gets the hash of the link of the last session; null before the first.</summary>
    public string? Link { get; private init; }

    /// <summary>Gets the hash of the link before it, or null.</summary>
    public string? FormerLink { get; private init; }

    /// <summary>Gets the invitations that were used.</summary>
    public ImmutableHashSet<string> Invitations { get; private init; } = [];

    /// <summary>Folds a history.</summary>
    /// <exception cref="JournalException">A newer version wrote one of the events.</exception>
    public static async Task<AgentState> FoldAsync(IAsyncEnumerable<JournalEvent> events)
    {
        var state = Empty;
        await foreach (var recorded in events.ConfigureAwait(false))
        {
            state = state.Apply(AgentEventFormat.Read(recorded));
        }

        return state;
    }

    /// <summary>Makes the state after an event.</summary>
    public AgentState Apply(AgentEvent happened)
    {
        var next = this with { Sequence = Sequence + 1 };
        return happened switch
        {
            AgentRegistered registered => new AgentState
            {
                Sequence = next.Sequence,
                Registered = registered,
                Credential = registered.CredentialHash,
                Expires = registered.Expires,
                Invitations = Invitations.Add(registered.Invitation),
            },
            AgentCredentialReplaced replaced => next with { Next = replaced },
            AgentCredentialUsed used when used.CredentialHash == Next?.CredentialHash => next with
            {
                Credential = used.CredentialHash,
                Expires = Next.Expires,
                Next = null,
                Replaced = Remember(Credential),
            },
            AgentLinked linked => next with { Link = linked.LinkHash, FormerLink = linked.FormerHash },
            AgentRemoved => new AgentState { Sequence = next.Sequence, Invitations = Invitations },
            _ => throw new JournalException($"'{happened.GetType().Name}' cannot follow in the history of an agent.", JournalFailure.Corrupt),
        };
    }

    private ImmutableList<string> Remember(string? credential) =>
        credential is null ? Replaced : Replaced.Add(credential).RemoveRange(0, Math.Max(0, Replaced.Count + 1 - MostReplaced));
}
