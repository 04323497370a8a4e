using Forge.Artifacts;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>Puts the state of a deployment into words and results. Pure.</summary>
internal static class DeploymentReport
{
    /// <summary>Words the end of a deployment that too few targets took.</summary>
    public static DeploymentEnded TooFewHealthy(DeploymentState state)
    {
        var failed = state.Targets.Where(target => target.Progress is HostProgress.Failed).ToList();
        var skipped = state.Targets.Count(target => target.Progress is HostProgress.Waiting);
        var count = state.Targets.Count;
        var summary = $"Deployment '{state.Created.DeploymentId}' to '{state.Created.Group}' failed: {count - failed.Count - skipped} of {count} targets succeeded, {failed.Count} failed, {skipped} skipped; "
            + $"the configuration '{state.Created.Configuration}' wants {Math.Max(state.Created.MinimumHealthy, 1)}.";
        return new DeploymentEnded(
            DeploymentStatus.Failed, DeploymentFailure.HealthConstraints, string.Join(Environment.NewLine, failed.Select(Describe).Prepend(summary)));
    }

    /// <summary>Words the end of a deployment that may touch no target.</summary>
    public static DeploymentEnded Impossible(DeploymentState state) => new(
        DeploymentStatus.Failed,
        DeploymentFailure.HealthConstraintsInvalid,
        $"Deployment '{state.Created.DeploymentId}' to '{state.Created.Group}' failed before any target was touched: the configuration '{state.Created.Configuration}' wants "
            + $"{state.Created.MinimumHealthy} healthy targets, and the group has {state.Targets.Count}. Choose a configuration that wants fewer.");

    /// <summary>Words the end of a deployment that somebody stopped.</summary>
    public static DeploymentEnded Stopped(DeploymentState state) => new(
        DeploymentStatus.Stopped,
        DeploymentFailure.ManualStop,
        $"Deployment '{state.Created.DeploymentId}' to '{state.Created.Group}' was stopped by '{state.Stop!.By}'.");

    /// <summary>Words the end of a deployment that an alarm stopped.</summary>
    public static DeploymentEnded StoppedByAlarm(DeploymentState state) => new(
        DeploymentStatus.Stopped,
        DeploymentFailure.AlarmActive,
        $"Deployment '{state.Created.DeploymentId}' to '{state.Created.Group}' was stopped: {state.Alarm!.Reason}.");

    /// <summary>Says what went wrong on a target.</summary>
    public static string Describe(TargetState target)
    {
        if (target.Broken?.Outcome is not { } outcome)
        {
            return "";
        }

        var script = outcome.Script is "" ? "" : $" in script '{outcome.Script}'";
        var log = outcome.LogTail is "" ? "" : $"{Environment.NewLine}{outcome.LogTail.TrimEnd()}";
        return $"'{target.Name}': {outcome.Event} failed{script} ({outcome.Code}): {outcome.Message}{log}";
    }

    /// <summary>Makes the result.</summary>
    public static DeploymentResult ToResult(DeploymentState state) => new()
    {
        DeploymentId = state.Created.DeploymentId,
        Group = state.Created.Group,
        Status = Status(state),
        Revision = ArtifactKey.Parse(state.Created.Revision),
        Digest = ArtifactDigest.Parse(state.Created.Digest),
        Creator = state.Created.Creator,
        Failure = state.Ended?.Failure ?? DeploymentFailure.None,
        Message = state.Ended?.Message ?? (state.IsQueued ? state.Created.Queued! : ""),
        StopRequestedBy = state.Stop?.By,
        CreatedAt = state.CreatedAt,
        EndedAt = state.EndedAt,
        RollbackDeploymentId = state.Ended?.RollbackDeploymentId,
        RollbackOf = state.Created.RollbackOf,
        Targets = [.. state.Targets.Select(target => ToResult(target, state.Ended is not null))],
    };

    private static DeploymentStatus Status(DeploymentState state) => state switch
    {
        { Ended: { } ended } => ended.Status,
        { IsQueued: true } => DeploymentStatus.Queued,
        { IsStarted: true } => DeploymentStatus.InProgress,
        _ => DeploymentStatus.Created,
    };

    private static TargetDeploymentResult ToResult(TargetState target, bool ended)
    {
        var over = ended || target.Progress is HostProgress.Failed;
        return new TargetDeploymentResult
        {
            Target = target.Name,
            Status = Status(target, ended),
            Events = [.. target.Steps.Select(step => new LifecycleEventResult
            {
                Event = step.Event,
                Status = step.Status is LifecycleEventStatus.Pending && over ? LifecycleEventStatus.Skipped : step.Status,
                StartedAt = step.StartedAt,
                EndedAt = step.EndedAt,
                ErrorCode = step.Outcome?.Code ?? LifecycleErrorCode.Success,
                Script = step.Outcome?.Script ?? "",
                Message = step.Outcome?.Message ?? "",
                LogTail = step.Outcome?.LogTail ?? "",
            })],
        };
    }

    private static TargetStatus Status(TargetState target, bool ended) => target.Progress switch
    {
        HostProgress.Succeeded => TargetStatus.Succeeded,
        HostProgress.Failed => TargetStatus.Failed,
        // A stopped deployment may leave a target between two events.
        HostProgress.Running => ended ? TargetStatus.Unknown : TargetStatus.InProgress,
        _ => ended ? TargetStatus.Skipped : TargetStatus.Pending,
    };
}
