using System.Globalization;
using System.Text.Json;
using Forge.Deploy.Driving;
using Forge.Deploy.Planning;

namespace Forge.Deploy.Notifications;

/// <summary>Makes the messages of a deployment's triggers. Pure.</summary>
internal static class TriggerNotices
{
    private const string Prefix = "forge.trigger";

    /// <summary>Tells what a step from one state to the next means to the triggers.</summary>
    public static IEnumerable<ForgeEvent> Between(DeploymentState before, DeploymentState after)
    {
        if (after.Created.Triggers is not { Count: > 0 } triggers)
        {
            return [];
        }

        List<(DeploymentTriggerEvent What, TargetState? Target)> happened =
        [
            .. Deployment(before, after).Select(what => (what, (TargetState?)null)),
            .. after.Targets.ChangedSince(before.Targets).SelectMany(i => Instance(before.Targets[i], after.Targets[i]).Select(what => (what, (TargetState?)after.Targets[i]))),
            .. Ready(before, after),
        ];
        return happened.SelectMany(one => triggers.Where(trigger => trigger.Wants(one.What)).Select(trigger => Make(after, trigger, one.What, one.Target)));
    }

    private static IEnumerable<DeploymentTriggerEvent> Deployment(DeploymentState before, DeploymentState after)
    {
        if (after.IsStarted && !before.IsStarted)
        {
            yield return DeploymentTriggerEvent.DeploymentStart;
        }

        if (after.Ended is not { } ended || before.Ended is not null)
        {
            yield break;
        }

        yield return ended.Status switch
        {
            DeploymentStatus.Succeeded => DeploymentTriggerEvent.DeploymentSuccess,
            DeploymentStatus.Stopped => DeploymentTriggerEvent.DeploymentStop,
            _ => DeploymentTriggerEvent.DeploymentFailure,
        };
        if (ended.RollbackDeploymentId is not null)
        {
            yield return DeploymentTriggerEvent.DeploymentRollback;
        }
    }

    private static IEnumerable<DeploymentTriggerEvent> Instance(TargetState before, TargetState after)
    {
        if (before.Progress == after.Progress)
        {
            yield break;
        }

        if (before.Progress is HostProgress.Waiting)
        {
            yield return DeploymentTriggerEvent.InstanceStart;
        }

        if (after.Progress is HostProgress.Succeeded or HostProgress.Failed)
        {
            yield return after.Progress is HostProgress.Succeeded ? DeploymentTriggerEvent.InstanceSuccess : DeploymentTriggerEvent.InstanceFailure;
        }
    }

    // Only what waits for a person is ready; a target and a deployment are told once, whatever waits for them.
    private static IEnumerable<(DeploymentTriggerEvent, TargetState?)> Ready(DeploymentState before, DeploymentState after) =>
        after.Gates.Values
            .Where(gate => gate is { Answer: null, Plan.Gate: "" } && !before.Gates.ContainsKey(gate.Asked.Id))
            .DistinctBy(gate => gate.Asked.Target)
            .Select(gate => gate.Asked.Target is { } name
                ? (DeploymentTriggerEvent.InstanceReady, after.Targets[after.Targets.IndexOf(name)])
                : (DeploymentTriggerEvent.DeploymentReady, (TargetState?)null));

    private static ForgeEvent Make(DeploymentState state, TriggerPlan trigger, DeploymentTriggerEvent what, TargetState? target)
    {
        var id = state.Created.DeploymentId;
        return new ForgeEvent
        {
            // Several questions may make a target ready: the events so far tell them apart, and are the same however often a driver comes here.
            Id = $"{id}:trigger:{trigger.Name}:{what}:{state.Gates.Count}:{target?.Name}",
            Type = Type(what),
            Subject = id,
            Data = JsonSerializer.Serialize(target is null ? Message(state, trigger) : Message(state, trigger, target), TriggerJson.Default.TriggerMessage),
        };
    }

    private static string Type(DeploymentTriggerEvent what)
    {
        var name = what.ToString();
        var subject = name.StartsWith("Instance", StringComparison.Ordinal) ? "Instance" : "Deployment";
        return $"{Prefix}.{subject.ToLowerInvariant()}.{name[subject.Length..].ToLowerInvariant()}";
    }

    private static TriggerMessage Begin(DeploymentState state, TriggerPlan trigger) => new()
    {
        EventTriggerName = trigger.Name,
        ApplicationName = state.Created.Application,
        DeploymentId = state.Created.DeploymentId,
        DeploymentGroupName = state.Created.Group,
    };

    private static TriggerMessage Message(DeploymentState state, TriggerPlan trigger)
    {
        var result = DeploymentReport.ToResult(state);
        TargetStatus[] told = [TargetStatus.Failed, TargetStatus.InProgress, TargetStatus.Pending, TargetStatus.Skipped, TargetStatus.Succeeded];
        return Begin(state, trigger) with
        {
            CreateTime = Time(state.CreatedAt),
            CompleteTime = state.Ended is null ? null : Time(state.EndedAt),
            DeploymentOverview = told.ToDictionary(
                status => status.ToString(), status => result.Targets.Count(target => target.Status == status).ToString(CultureInfo.InvariantCulture)),
            Status = ReferenceNames.Of(result.Status),
            ErrorInformation = result.Failure is DeploymentFailure.None ? null : new TriggerError(ReferenceNames.Of(result.Failure), result.Message),
            RollbackInformation = (result.RollbackDeploymentId ?? result.RollbackOf) is null ? null : new TriggerRollback(result.RollbackDeploymentId, result.RollbackOf),
        };
    }

    private static TriggerMessage Message(DeploymentState state, TriggerPlan trigger, TargetState target)
    {
        var result = DeploymentReport.ToResult(target, state.Ended is not null);
        return Begin(state, trigger) with
        {
            InstanceId = target.Name,
            InstanceStatus = result.Status.ToString(),
            LastUpdatedAt = Time(result.Events.Max(one => one.EndedAt ?? one.StartedAt)),
            LifecycleEvents = [.. result.Events.Select(one => new TriggerLifecycleEvent(one.Event.ToString(), one.Status.ToString(), Time(one.StartedAt), Time(one.EndedAt)))],
        };
    }

    private static string? Time(DateTimeOffset? at) => at?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
