namespace Forge.Deploy.Agents;

/// <summary>Why an agent and its server do not work together.</summary>
public enum AgentFailure
{
    /// <summary>The server does not answer, or cannot answer at the moment.</summary>
    Unreachable,

    /// <summary>The other side sent what the protocol does not allow.</summary>
    Protocol,

    /// <summary>The two sides speak different versions of the protocol.</summary>
    Version,

    /// <summary>The connection is not encrypted, or does not have the pinned certificate.</summary>
    Insecure,

    /// <summary>The invitation is not one of this server, has run out, or was used.</summary>
    Invitation,

    /// <summary>There is no such agent, or its credential is wrong or has run out.</summary>
    Credential,

    /// <summary>The credential was replaced by a newer one: two machines use one identity.</summary>
    CredentialReplaced,

    /// <summary>The agent's client certificate is not the one that it registered with.</summary>
    Certificate,

    /// <summary>Another process with the same identity is connected.</summary>
    Duplicate,

    /// <summary>The identity was used elsewhere since this agent was last connected.</summary>
    UsedElsewhere,

    /// <summary>The server does not know the session, or has ended it.</summary>
    SessionEnded,

    /// <summary>The server does not know the command, or does not want its result any longer.</summary>
    CommandEnded,

    /// <summary>The registration file is missing, damaged, readable by others, or in use.</summary>
    RegistrationFile,
}
