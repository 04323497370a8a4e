namespace Forge.Git.Pushes;

/// <summary>A push that was allowed, and the refs it moved; null while that is not recorded.</summary>
internal sealed record PushEntry(AcceptedPush Intent, IReadOnlyList<RefUpdate>? Moved);
