namespace Forge.Deploy.Agents.Identities;

/// <summary>A machine has taken up an invitation. What was known of an earlier one is void.</summary>
/// <param name="Invitation">The id of the invitation, which is used up now.</param>
/// <param name="CredentialHash">The hash of the credential.</param>
/// <param name="CredentialSeconds">How long each credential holds; null for ever.</param>
/// <param name="Expires">When this one runs out; null for never.</param>
/// <param name="Certificate">The SHA-256 of the client certificate that every request must come with; null for none.</param>
/// <param name="At">When.</param>
internal sealed record AgentRegistered(
    string Invitation, string CredentialHash, double? CredentialSeconds, DateTimeOffset? Expires, string? Certificate, DateTimeOffset At) : AgentEvent;
