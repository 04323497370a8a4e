namespace Forge.Deploy.Agents.Identities;

/// <summary>The identity is void. An invitation makes a new one.</summary>
/// <param name="At">When.</param>
internal sealed record AgentRemoved(DateTimeOffset At) : AgentEvent;
