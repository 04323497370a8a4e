namespace Forge.Deploy.Agents.Protocol;

/// <summary>What a server asks an agent for.</summary>
internal enum AgentMessageKind
{
    /// <summary>Run a program.</summary>
    Run,

    /// <summary>End a program; nobody waits for its result.</summary>
    Cancel,
}
