namespace Forge.Deploy.Running;

/// <summary>What a target lacks of a revision.</summary>
/// <param name="OpenAsync">Opens a tar of what is missing; the caller disposes it.</param>
/// <param name="Sent">How many files are in it.</param>
/// <param name="Kept">How many files the target has already.</param>
internal sealed record RevisionDelta(Func<CancellationToken, Task<Stream>> OpenAsync, int Sent, int Kept);
