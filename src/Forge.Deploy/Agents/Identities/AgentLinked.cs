namespace Forge.Deploy.Agents.Identities;

/// <summary>The agent has begun a session. Whoever begins the next one has to know this link.</summary>
/// <param name="LinkHash">The hash of the link.</param>
internal sealed record AgentLinked(string LinkHash) : AgentEvent;
