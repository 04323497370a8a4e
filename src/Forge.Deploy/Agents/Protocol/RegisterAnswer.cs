namespace Forge.Deploy.Agents.Protocol;

/// <summary>The credential is known from now on.</summary>
/// <param name="CredentialSeconds">How long it holds, in seconds; null for ever.</param>
internal sealed record RegisterAnswer(double? CredentialSeconds = null);
