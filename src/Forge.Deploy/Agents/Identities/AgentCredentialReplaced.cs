namespace Forge.Deploy.Agents.Identities;

/// <summary>The agent has made its next credential. The one before stays good until the next one is used.</summary>
/// <param name="CredentialHash">The hash of the next credential.</param>
/// <param name="Expires">When the next one runs out.</param>
internal sealed record AgentCredentialReplaced(string CredentialHash, DateTimeOffset? Expires) : AgentEvent;
