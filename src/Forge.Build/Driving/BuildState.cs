using System.Text.Json;
using Forge.Artifacts;
using Forge.Git;
using Forge.Journal;

namespace Forge.Build.Driving;

/// <summary>What is known of a build: a fold over its events.</summary>
internal sealed record BuildState
{
    /// <summary>The kind of the stream that a build's events are in.</summary>
    public const string StreamKind = "build";

    private const int Version = 1;

    /// <summary>Gets what the build is so far.</summary>
    public required BuildResult Result { get; init; }

    /// <summary>Gets the phase that runs.</summary>
    public BuildPhaseResult Current => Result.Phases[^1];

    /// <summary>Names the stream of a build.</summary>
    public static StreamId StreamOf(string buildId) => new(StreamKind, buildId);

    /// <summary>Makes an entry of an event.</summary>
    public static JournalEntry ToEntry(object buildEvent) => new()
    {
        Type = buildEvent.GetType().Name,
        Version = Version,
        Data = JsonSerializer.Serialize(buildEvent, buildEvent.GetType(), BuildJson.Default),
    };

    /// <summary>Applies an entry to a state; null is the state before the first.</summary>
    /// <exception cref="JournalException">The entry is of a newer Forge.</exception>
    public static BuildState Apply(BuildState? state, JournalEntry entry) => (entry.Type, entry.Version, state) switch
    {
        (nameof(BuildStarted), Version, null) => Begin(JsonSerializer.Deserialize(entry.Data, BuildJson.Default.BuildStarted)!),
        (nameof(SourceResolved), Version, not null) => state.Resolve(JsonSerializer.Deserialize(entry.Data, BuildJson.Default.SourceResolved)!),
        (nameof(ReportsMade), Version, not null) => state.Report(JsonSerializer.Deserialize(entry.Data, BuildJson.Default.ReportsMade)!),
        (nameof(PhaseEnded), Version, not null) => state.EndPhase(JsonSerializer.Deserialize(entry.Data, BuildJson.Default.PhaseEnded)!),
        (nameof(BuildEnded), Version, not null) => state.End(JsonSerializer.Deserialize(entry.Data, BuildJson.Default.BuildEnded)!),
        _ => throw new JournalException(
            $"The journal has the event '{entry.Type}' of version {entry.Version} for a build, which this version of Forge does not know. Update Forge.", JournalFailure.Unsupported),
    };

    private static BuildState Begin(BuildStarted started) => new()
    {
        Result = new BuildResult
        {
            BuildId = started.BuildId,
            Number = started.Number,
            Project = started.Project,
            Status = BuildStatus.InProgress,
            StartedAt = started.StartedAt,
            Phases = [new BuildPhaseResult { Phase = BuildPhase.Submitted, Status = BuildStatus.InProgress, StartedAt = started.StartedAt }],
        },
    };

    private BuildState Resolve(SourceResolved resolved) => this with
    {
        Result = Result with
        {
            Revision = new SourceRevision
            {
                Repository = resolved.Repository,
                Commit = CommitId.Parse(resolved.Commit),
                Ref = resolved.Ref is null ? null : GitRef.Parse(resolved.Ref),
            },
        },
    };

    private BuildState Report(ReportsMade made) => this with { Result = Result with { Reports = made.Reports } };

    private BuildState EndPhase(PhaseEnded ended) => this with
    {
        Result = Result with
        {
            Phases =
            [
                .. Result.Phases.SkipLast(1),
                new BuildPhaseResult
                {
                    Phase = ended.Phase,
                    Status = ended.Status,
                    StartedAt = ended.StartedAt,
                    EndedAt = ended.EndedAt,
                    StatusCode = ended.StatusCode,
                    Message = ended.Message,
                },
                new BuildPhaseResult
                {
                    Phase = ended.Next,
                    Status = ended.Next is BuildPhase.Completed ? null : BuildStatus.InProgress,
                    StartedAt = ended.EndedAt,
                },
            ],
        },
    };

    private BuildState End(BuildEnded ended) => this with
    {
        Result = Result with
        {
            Status = ended.Status,
            EndedAt = ended.EndedAt,
            Artifact = ended.ArtifactKey is null
                ? null
                : new ArtifactInfo
                {
                    Key = ArtifactKey.Parse(ended.ArtifactKey),
                    Digest = ArtifactDigest.Parse(ended.ArtifactDigest!),
                    Size = ended.ArtifactSize,
                    StoredAt = ended.ArtifactStoredAt!.Value,
                },
        },
    };
}
