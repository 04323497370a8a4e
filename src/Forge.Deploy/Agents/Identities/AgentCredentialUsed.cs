namespace Forge.Deploy.Agents.Identities;

/// <summary>The next credential was used for the first time. The one before is void.</summary>
/// <param name="CredentialHash">The hash of the credential that was used.</param>
internal sealed record AgentCredentialUsed(string CredentialHash) : AgentEvent;
