namespace Forge.Deploy.Agents.Connections;

/// <summary>The name of a target that is an agent, as registered.</summary>
/// <param name="Value">The name.</param>
internal sealed record AgentTargetName(string Value);
