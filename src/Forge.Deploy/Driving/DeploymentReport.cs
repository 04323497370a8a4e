using Forge.Artifacts;
using Forge.Deploy.Gates;
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
            + $"{Wanted(state)}. Choose a configuration that wants fewer.");

    private static string Wanted(DeploymentState state)
    {
        var zone = state.Created.Zones?.Zones.FirstOrDefault(zone => Size(zone.Zone) <= zone.MinimumHealthy);
        return zone is null || state.Targets.Count <= state.Created.MinimumHealthy
            ? $"{state.Created.MinimumHealthy} healthy targets, and the group has {state.Targets.Count}"
            : $"{zone.MinimumHealthy} healthy targets in the zone '{zone.Zone}', and it has {Size(zone.Zone)}";

        int Size(string name) => state.Selected.Count(target => (target.Zone ?? "") == name);
    }

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

    /// <summary>Words the end of a deployment that a gate did not let pass.</summary>
    public static DeploymentEnded Rejected(DeploymentState state)
    {
        var answer = state.Rejection!;
        var what = state.Gates[answer.Id] is { Asked: { Target: { } target } asked, Plan.Stage: var stage }
            ? $"'{asked.Gate}' ({stage}{(asked.Event is { } name ? $" {name}" : "")} on '{target}')"
            : $"'{state.Gates[answer.Id].Plan.Name}' ({state.Gates[answer.Id].Plan.Stage})";
        var reason = answer.Reason is "" ? "no reason was given" : answer.Reason.TrimEnd('.');
        return new DeploymentEnded(
            DeploymentStatus.Failed,
            answer.IsTooLate ? DeploymentFailure.Timeout : DeploymentFailure.HookExecutionFailure,
            $"Deployment '{state.Created.DeploymentId}' to '{state.Created.Group}' failed: the gate {what} "
                + (answer.IsTooLate ? $"got {reason}." : $"was answered with no by '{answer.By}': {reason}."));
    }

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
        Source = state.Created.Source ?? "",
        Digest = ArtifactDigest.Parse(state.Created.Digest),
        Creator = state.Created.Creator,
        Failure = state.Ended?.Failure ?? DeploymentFailure.None,
        Message = state.Ended?.Message ?? (state.IsQueued ? state.Created.Queued! : ""),
        StopRequestedBy = state.Stop?.By,
        Bake = state.Created.BakeTime > TimeSpan.Zero && state.Created.RollbackOf is null
            ? new DeploymentBakeResult { Duration = state.Created.BakeTime, Observed = state.Baked ?? TimeSpan.Zero, SkippedBy = state.SkippedBy }
            : null,
        Gates = [.. state.Gates.Values.OrderBy(gate => gate.AskedAt).ThenBy(gate => gate.Asked.Id, StringComparer.Ordinal).Select(gate => ToResult(gate, state))],
        CreatedAt = state.CreatedAt,
        EndedAt = state.EndedAt,
        RollbackDeploymentId = state.Ended?.RollbackDeploymentId,
        RollbackOf = state.Created.RollbackOf,
        RevisionOf = state.Created.RevisionOf,
        Targets = [.. state.Targets.Zip(state.Selected, (target, selected) => ToResult(target, state.Ended is not null) with { Zone = selected.Zone ?? "" })],
    };

    /// <summary>Tells how a question to a gate stands.</summary>
    public static DeploymentGateResult ToResult(GateState gate, DeploymentState state) => new()
    {
        Id = gate.Asked.Id,
        DeploymentId = state.Created.DeploymentId,
        Group = state.Created.Group,
        Name = gate.Plan.Name,
        Gate = gate.Plan.Gate,
        Stage = gate.Plan.Stage,
        Target = gate.Asked.Target,
        Event = gate.Asked.Event,
        AskedAt = gate.AskedAt,
        Deadline = gate.Deadline,
        Verdict = gate.Answer switch
        {
            null => DeploymentGateVerdict.Pending,
            { IsApproved: true } => DeploymentGateVerdict.Approved,
            _ => DeploymentGateVerdict.Rejected,
        },
        By = gate.Answer?.By ?? "",
        Reason = gate.Answer?.Reason ?? "",
    };

    private static DeploymentStatus Status(DeploymentState state) => state switch
    {
        { Ended: { } ended } => ended.Status,
        { IsQueued: true } => DeploymentStatus.Queued,
        { Baked: not null } when GateDecider.IsBaking(state) => DeploymentStatus.Baking,
        { IsStarted: true } when ZoneProgress.Watching(state) is not null => DeploymentStatus.Baking,
        { IsStarted: true } => DeploymentStatus.InProgress,
        _ => DeploymentStatus.Created,
    };

    /// <summary>Tells how the deployment stands on a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="ended">Whether the deployment has ended.</param>
    public static TargetDeploymentResult ToResult(TargetState target, bool ended)
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
