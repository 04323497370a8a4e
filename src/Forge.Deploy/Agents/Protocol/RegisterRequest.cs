namespace Forge.Deploy.Agents.Protocol;

/// <summary>An agent says which credential it will have. Used to register and to replace.</summary>
/// <param name="CredentialHash">The hash of the secret that the agent has made.</param>
internal sealed record RegisterRequest(string CredentialHash);
