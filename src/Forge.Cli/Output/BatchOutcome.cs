using Forge.Build;

namespace Forge.Cli.Output;

/// <summary>A batch of builds, as <c>--json</c> prints it.</summary>
internal sealed record BatchOutcome(string Status, string BatchId, IReadOnlyList<BuildOutcome.Phase> Phases, IReadOnlyList<BatchOutcome.Group> Groups)
{
    /// <param name="batch">The batch.</param>
    /// <param name="artifacts">Where the artifacts of its builds were written, by identifier.</param>
    public static BatchOutcome From(BuildBatchResult batch, IReadOnlyDictionary<string, string> artifacts) => new(
        batch.Status.ToString(),
        batch.BatchId,
        [.. batch.Phases.Select(phase => new BuildOutcome.Phase(
            phase.Phase.ToString(), phase.Status?.ToString(), phase.EndedAt is { } end ? (end - phase.StartedAt).TotalSeconds : null, phase.StatusCode, phase.Message))],
        [.. batch.Groups.Select(group => new Group(
            group.Identifier, group.Status?.ToString(), group.BuildId, group.DependsOn, group.IgnoreFailure, artifacts.GetValueOrDefault(group.Identifier)))]);

    internal sealed record Group(string Identifier, string? Status, string? BuildId, IReadOnlyList<string> DependsOn, bool IgnoreFailure, string? Artifact);
}
