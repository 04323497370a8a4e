using Forge.Build.Driving;
using Forge.Build.Specs;

namespace Forge.Build.Batches;

/// <summary>Says what is to be done next for a batch. Pure: what must be done follows from what is recorded, after a restart as before it.</summary>
internal static class BatchDecider
{
    private const string BuildsFailed = "BATCH_BUILDS_FAILED";

    /// <summary>Decides about the builds.</summary>
    public static BatchDecision Decide(BatchState state)
    {
        var groups = state.Result.Groups;
        var stopsAll = StopsAll(state);
        var waiting = groups.Where(group => group.Status is null).ToList();
        if (waiting.Count == 0)
        {
            return new BatchDecision { StopsAll = stopsAll, Outcome = groups.Any(group => group.Status is BuildStatus.InProgress) ? null : Outcome(state) };
        }

        return stopsAll
            ? new BatchDecision { StopsAll = true, Skip = [.. waiting.Select(group => group.Identifier)] }
            : Advance(groups, waiting);
    }

    /// <summary>Says which phase follows the one that runs.</summary>
    public static BuildBatchPhase Next(BatchState state, BuildStatus status) => (state.Current.Phase, status) switch
    {
        (_, BuildStatus.Stopped) => BuildBatchPhase.Stopped,
        (_, not BuildStatus.Succeeded) => BuildBatchPhase.Failed,
        (BuildBatchPhase.Submitted, _) => BuildBatchPhase.DownloadBatchSpec,
        (BuildBatchPhase.DownloadBatchSpec, _) => BuildBatchPhase.InProgress,
        (BuildBatchPhase.InProgress, _) when state.Definition.Settings.CombineArtifacts => BuildBatchPhase.CombineArtifacts,
        _ => BuildBatchPhase.Succeeded,
    };

    private static bool StopsAll(BatchState state) =>
        state.StopAskedBy is not null || state.IsTimedOut || (state.Plan!.FastFail && state.Result.Groups.Any(HasFailed));

    private static bool HasFailed(BuildBatchGroup group) =>
        group is { IgnoreFailure: false, Status: not (null or BuildStatus.InProgress or BuildStatus.Succeeded) };

    // Every group stands behind those that it depends on, so one look at each is enough.
    private static BatchDecision Advance(IReadOnlyList<BuildBatchGroup> groups, List<BuildBatchGroup> waiting)
    {
        var known = groups.ToDictionary(group => group.Identifier, StringComparer.Ordinal);
        var start = new List<string>();
        var skip = new List<string>();
        foreach (var group in waiting)
        {
            var needed = group.DependsOn.Select(other => known[other]).ToList();
            if (needed.Exists(IsMissing) || needed.Exists(other => skip.Contains(other.Identifier)))
            {
                skip.Add(group.Identifier);
            }
            else if (needed.TrueForAll(other => other.Status is not (null or BuildStatus.InProgress)))
            {
                start.Add(group.Identifier);
            }
        }

        return new BatchDecision { Start = start, Skip = skip };
    }

    // A failure may be ignored; what never ran has left nothing to go on with.
    private static bool IsMissing(BuildBatchGroup group) => HasFailed(group) || group is { Status: BuildStatus.Stopped, BuildId: null };

    private static PhaseOutcome Outcome(BatchState state)
    {
        var groups = state.Result.Groups;
        if (groups.Any(group => group.Status is BuildStatus.Stopped) && (state.StopAskedBy is not null || state.IsTimedOut))
        {
            return state.StopAskedBy is not null ? PhaseOutcome.Stopped : PhaseOutcome.TimedOut;
        }

        var failed = groups.Where(HasFailed).ToList();
        var status = failed.Exists(group => group.Status is BuildStatus.Failed or BuildStatus.TimedOut) ? BuildStatus.Failed
            : failed.Exists(group => group.Status is BuildStatus.Fault) ? BuildStatus.Fault
            : failed.Count > 0 ? BuildStatus.Stopped
            : BuildStatus.Succeeded;
        return status is BuildStatus.Succeeded
            ? PhaseOutcome.Succeeded
            : new PhaseOutcome(status, BuildsFailed, $"{failed.Count} of {groups.Count} builds did not succeed: {string.Join(", ", failed.Select(Describe))}");
    }

    private static string Describe(BuildBatchGroup group) =>
        $"{group.Identifier} {(group.BuildId is null ? "was not started" : group.Status!.Value.ToReferenceName())}";
}
