using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Artifacts;
using Forge.Build.Output;
using Forge.Build.Planning;
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

    /// <summary>Gets the build as it was asked for.</summary>
    public required BuildDefinition Definition { get; init; }

    /// <summary>Gets the buildspec; null until it was read.</summary>
    public SpecRead? Spec { get; init; }

    /// <summary>Gets the reports; null until they were made.</summary>
    public ReportsMade? Reports { get; init; }

    /// <summary>Gets what the build leaves; null until it was taken.</summary>
    public OutputsTaken? Outputs { get; init; }

    /// <summary>Gets who wants the build to stop; null for nobody.</summary>
    public string? StopAskedBy { get; init; }

    /// <summary>Gets how many breakpoints the build came to.</summary>
    public int Pauses { get; init; }

    /// <summary>Gets how often somebody wanted it to go on after one.</summary>
    public int Resumes { get; init; }

    /// <summary>Gets how many lines of the build itself the log had at the end of each phase that has ended.</summary>
    public ImmutableDictionary<BuildPhase, long> LogNotes { get; init; } = ImmutableDictionary<BuildPhase, long>.Empty;

    /// <summary>Gets how the phases ended that have.</summary>
    public IReadOnlyList<(BuildStatus Status, bool IsForgiven)> Outcomes { get; init; } = [];

    /// <summary>Gets how many events this is the fold of.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets when the last of them was recorded, by the journal's clock.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Gets where the log is.</summary>
    public BuildLogLocation LogLocation => BuildLogLocation.Of(Result.Project, Result.BuildId, Definition.LogGroup, Definition.LogStreamPrefix);

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
    public static BuildState Apply(BuildState? state, JournalEntry entry)
    {
        if (entry.Version != Version)
        {
            throw Unknown(entry);
        }

        var next = (entry.Type, state) switch
        {
            (nameof(BuildStarted), null) => Begin(Read(entry, BuildJson.Default.BuildStarted)),
            (nameof(SourceResolved), not null) => state.Resolve(Read(entry, BuildJson.Default.SourceResolved)),
            (nameof(SpecRead), not null) => state.Take(Read(entry, BuildJson.Default.SpecRead)),
            (nameof(CommandsVoided), not null) => state with { Spec = null },
            (nameof(ReportsMade), not null) => state.Take(Read(entry, BuildJson.Default.ReportsMade)),
            (nameof(OutputsTaken), not null) => state.Take(Read(entry, BuildJson.Default.OutputsTaken)),
            (nameof(StopAsked), not null) => state with { StopAskedBy = state.StopAskedBy ?? Read(entry, BuildJson.Default.StopAsked).By },
            (nameof(BuildPaused), not null) => state.Count(pauses: 1, resumes: 0),
            (nameof(ResumeAsked), not null) => state.Count(pauses: 0, resumes: 1),
            (nameof(PhaseEnded), not null) => state.EndPhase(Read(entry, BuildJson.Default.PhaseEnded)),
            (nameof(BuildEnded), not null) => state.End(Read(entry, BuildJson.Default.BuildEnded)),
            _ => throw Unknown(entry),
        };
        return next with { Sequence = next.Sequence + 1 };
    }

    private static T Read<T>(JournalEntry entry, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(entry.Data, type)!;

    private static JournalException Unknown(JournalEntry entry) => new(
        $"The journal has the event '{entry.Type}' of version {entry.Version} for a build, which this version of Forge does not know. Update Forge.", JournalFailure.Unsupported);

    private static BuildState Begin(BuildStarted started) => new()
    {
        Definition = started.Definition,
        Result = new BuildResult
        {
            BuildId = started.BuildId,
            Number = started.Number,
            Project = started.Definition.Project,
            Initiator = started.Definition.Initiator,
            RetryOf = started.Definition.RetryOf,
            Status = BuildStatus.InProgress,
            StartedAt = started.StartedAt,
            Phases = [new BuildPhaseResult { Phase = BuildPhase.Submitted, Status = BuildStatus.InProgress, StartedAt = started.StartedAt }],
        },
    };

    private BuildState Take(SpecRead read) => this with
    {
        Spec = read,
        Result = Result with { BuildspecDigest = ArtifactDigest.Parse(read.Digest), Image = read.Image is null ? null : ImageReference.Parse(read.Image) },
    };

    private BuildState Count(int pauses, int resumes)
    {
        var counted = this with { Pauses = Pauses + pauses, Resumes = Resumes + resumes };
        return counted with { Result = counted.Result with { IsPaused = counted.Pauses > counted.Resumes } };
    }

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

    private BuildState Take(ReportsMade made) => this with { Reports = made, Result = Result with { Reports = made.Reports } };

    private BuildState Take(OutputsTaken taken) => this with
    {
        Outputs = taken,
        Result = Result with { Artifacts = [.. taken.Artifacts.Select(artifact => artifact.ToArtifact())], ExportedVariables = taken.ExportedVariables },
    };

    private BuildState EndPhase(PhaseEnded ended) => this with
    {
        Outcomes = [.. Outcomes, (ended.Status, ended.IsForgiven)],
        LogNotes = LogNotes.SetItem(ended.Phase, ended.LogNotes),
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
            IsPaused = false,
        },
    };
}
