using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Forge.Journal;

namespace Forge.Build.Batches;

/// <summary>What is known of a batch: a fold over its events.</summary>
internal sealed record BatchState
{
    /// <summary>The kind of the stream that a batch's events are in.</summary>
    public const string StreamKind = "build-batch";

    private const int Version = 1;

    /// <summary>Gets what the batch is so far.</summary>
    public required BuildBatchResult Result { get; init; }

    /// <summary>Gets the batch as it was asked for.</summary>
    public required BatchDefinition Definition { get; init; }

    /// <summary>Gets the builds as planned; null until the buildspec was read.</summary>
    public BatchPlanned? Plan { get; init; }

    /// <summary>Gets who wants the batch to stop; null for nobody.</summary>
    public string? StopAskedBy { get; init; }

    /// <summary>Gets a value indicating whether the batch takes longer than it may.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>Gets how many events this is the fold of.</summary>
    public long Sequence { get; init; }

    /// <summary>Gets the phase that runs.</summary>
    public BuildBatchPhaseResult Current => Result.Phases[^1];

    /// <summary>Gets when the batch has taken as long as it may.</summary>
    public DateTimeOffset Deadline => Result.StartedAt + Definition.Settings.Timeout;

    /// <summary>Names the stream of a batch.</summary>
    public static StreamId StreamOf(string batchId) => new(StreamKind, batchId);

    /// <summary>Makes an entry of an event.</summary>
    public static JournalEntry ToEntry(object batchEvent) => new()
    {
        Type = batchEvent.GetType().Name,
        Version = Version,
        Data = JsonSerializer.Serialize(batchEvent, batchEvent.GetType(), BatchJson.Default),
    };

    /// <summary>Applies an entry to a state; null is the state before the first.</summary>
    /// <exception cref="JournalException">The entry is of a newer Forge.</exception>
    public static BatchState Apply(BatchState? state, JournalEntry entry)
    {
        if (entry.Version != Version)
        {
            throw Unknown(entry);
        }

        var next = (entry.Type, state) switch
        {
            (nameof(BatchStarted), null) => Begin(Read(entry, BatchJson.Default.BatchStarted)),
            (nameof(BatchPlanned), not null) => state.Take(Read(entry, BatchJson.Default.BatchPlanned)),
            (nameof(BatchPhaseEnded), not null) => state.EndPhase(Read(entry, BatchJson.Default.BatchPhaseEnded)),
            (nameof(BatchBuildStarted), not null) => state.StartBuild(Read(entry, BatchJson.Default.BatchBuildStarted)),
            (nameof(BatchBuildEnded), not null) => state.EndBuild(Read(entry, BatchJson.Default.BatchBuildEnded)),
            (nameof(BatchStopAsked), not null) => state with { StopAskedBy = state.StopAskedBy ?? Read(entry, BatchJson.Default.BatchStopAsked).By },
            (nameof(BatchTimedOut), not null) => state with { IsTimedOut = true },
            (nameof(BatchReportsMerged), not null) => state with { Result = state.Result with { Reports = Read(entry, BatchJson.Default.BatchReportsMerged).Reports } },
            (nameof(BatchEnded), not null) => state.End(Read(entry, BatchJson.Default.BatchEnded)),
            _ => throw Unknown(entry),
        };
        return next with { Sequence = next.Sequence + 1 };
    }

    private static T Read<T>(JournalEntry entry, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(entry.Data, type)!;

    private static JournalException Unknown(JournalEntry entry) => new(
        $"The journal has the event '{entry.Type}' of version {entry.Version} for a batch, which this version of Forge does not know. Update Forge.", JournalFailure.Unsupported);

    private static BatchState Begin(BatchStarted started) => new()
    {
        Definition = started.Definition,
        Result = new BuildBatchResult
        {
            BatchId = started.BatchId,
            Project = started.Definition.Build.Project,
            Initiator = started.Definition.Build.Initiator,
            RetryOf = started.Definition.RetryOf,
            Status = BuildStatus.InProgress,
            StartedAt = started.StartedAt,
            Phases = [new BuildBatchPhaseResult { Phase = BuildBatchPhase.Submitted, Status = BuildStatus.InProgress, StartedAt = started.StartedAt }],
        },
    };

    private BatchState Take(BatchPlanned plan) => this with
    {
        Plan = plan,
        Result = Result with
        {
            Revision = plan.Source.Source.Revision,
            Groups = plan.Groups.Count > 0
                ? plan.Groups
                : [.. plan.Tasks.Select(task => new BuildBatchGroup { Identifier = task.Identifier, DependsOn = task.DependOn, IgnoreFailure = task.IgnoreFailure })],
        },
    };

    private BatchState EndPhase(BatchPhaseEnded ended) => this with
    {
        Result = Result with
        {
            Phases =
            [
                .. Result.Phases.SkipLast(1),
                new BuildBatchPhaseResult
                {
                    Phase = ended.Phase,
                    Status = ended.Status,
                    StartedAt = ended.StartedAt,
                    EndedAt = ended.EndedAt,
                    StatusCode = ended.StatusCode,
                    Message = ended.Message,
                },
                new BuildBatchPhaseResult
                {
                    Phase = ended.Next,
                    Status = ended.Next >= BuildBatchPhase.Succeeded ? null : BuildStatus.InProgress,
                    StartedAt = ended.EndedAt,
                },
            ],
        },
    };

    private BatchState StartBuild(BatchBuildStarted started) =>
        Change(started.Identifier, group => group with { BuildId = started.BuildId, Status = BuildStatus.InProgress });

    private BatchState EndBuild(BatchBuildEnded ended) => Change(ended.Identifier, group => group with { Status = ended.Status });

    private BatchState Change(string identifier, Func<BuildBatchGroup, BuildBatchGroup> change) => this with
    {
        Result = Result with { Groups = [.. Result.Groups.Select(group => group.Identifier == identifier ? change(group) : group)] },
    };

    private BatchState End(BatchEnded ended) => this with
    {
        Result = Result with { Status = ended.Status, EndedAt = ended.EndedAt, Artifact = ended.Artifact?.ToArtifact().Info },
    };
}
