namespace Forge.Git.Access;

/// <summary>What a policy says, and which statement says so; none when nothing applies, which denies.</summary>
internal sealed record PolicyDecision(bool IsAllowed, string? StatementId);
