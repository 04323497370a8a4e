namespace Forge.Deploy.Agents.Identities;

/// <summary>The agent has begun a session. Whoever begins the next one has to know this link.</summary>
/// <param name="LinkHash">The hash of the link.</param>
/// <param name="FormerHash">The hash of the link before it, by which the same request is known when it comes again.</param>
internal sealed record AgentLinked(string LinkHash, string? FormerHash = null) : AgentEvent;
