using Forge.Build;

namespace Forge.Cli.Output;

/// <summary>A build, as <c>--json</c> prints it.</summary>
internal sealed record BuildOutcome(
    string Status, string BuildId, long Number, IReadOnlyList<BuildOutcome.Phase> Phases, string? Artifact, string? Sha256)
{
    public static BuildOutcome From(BuildResult build, string? artifact) => new(
        build.Status.ToString(),
        build.BuildId,
        build.Number,
        [.. build.Phases.Select(phase => new Phase(
            phase.Phase.ToString(), phase.Status?.ToString(), phase.EndedAt is { } end ? (end - phase.StartedAt).TotalSeconds : null, phase.StatusCode, phase.Message))],
        artifact,
        build.Artifact?.Digest.Value);

    internal sealed record Phase(string Name, string? Status, double? Seconds, string StatusCode, string Message);
}
