namespace Forge.Deploy.Agents.Identities;

/// <summary>Something that has happened to an agent's identity.</summary>
internal abstract record AgentEvent;
