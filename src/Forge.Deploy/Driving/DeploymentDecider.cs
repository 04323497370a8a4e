using Forge.Deploy.Planning;

namespace Forge.Deploy.Driving;

/// <summary>Says what is to be recorded next. Pure: no clock, no I/O, so every case is one line of a test.</summary>
/// <remarks>
/// What must be done follows from what is recorded: every started step that has not ended is to be carried out, after a restart as
/// before it. Events that surely do nothing are recorded as begun and ended at once.
/// </remarks>
internal static class DeploymentDecider
{
    /// <summary>Decides.</summary>
    /// <returns>The events to record, in order; none while the deployment waits for its open steps, or when it has ended.</returns>
    public static IReadOnlyList<DeploymentEvent> Next(DeploymentState state)
    {
        if (state.Ended is not null || state.IsQueued)
        {
            return [];
        }

        var (verdict, start) = RolloutWindow.Decide([.. state.Targets.Select(target => new WindowHost(target.WasHealthy, target.Progress))], state.Created.MinimumHealthy);
        return verdict switch
        {
            WindowVerdict.Continue or WindowVerdict.Succeeded when state.Alarm is not null => Begin(state, End(state, DeploymentReport.StoppedByAlarm)),
            WindowVerdict.Continue when state.Stop is not null => Begin(state, End(state, DeploymentReport.Stopped)),
            WindowVerdict.Succeeded => Begin(state, [new DeploymentEnded(DeploymentStatus.Succeeded)]),
            WindowVerdict.TooFewHealthy => Begin(state, [DeploymentReport.TooFewHealthy(state)]),
            WindowVerdict.Impossible => Begin(state, [DeploymentReport.Impossible(state)]),
            _ => Begin(state, [.. Advancing(state).Concat(start.Select(i => state.Targets[i])).SelectMany(target => Advance(state, target))]),
        };
    }

    private static IReadOnlyList<DeploymentEvent> Begin(DeploymentState state, IReadOnlyList<DeploymentEvent> events) =>
        state.IsStarted || events.Count is 0 ? events : [new DeploymentStarted(), .. events];

    // What runs is finished first.
    private static IReadOnlyList<DeploymentEvent> End(DeploymentState state, Func<DeploymentState, DeploymentEnded> report) =>
        state.OpenSteps.Any() ? [] : [report(state)];

    private static IEnumerable<TargetState> Advancing(DeploymentState state) =>
        state.Targets.Where(target => target is { Progress: HostProgress.Running, Open: null });

    private static IEnumerable<DeploymentEvent> Advance(DeploymentState state, TargetState target)
    {
        foreach (var step in target.Steps.Where(step => step.Status is LifecycleEventStatus.Pending))
        {
            yield return new StepStarted(target.Name, step.Event, 1);
            if (!LifecyclePlanner.IsEmpty(step.Event, state.Created.Scripted))
            {
                yield break;
            }

            yield return new StepEnded(target.Name, step.Event, LifecycleEventStatus.Succeeded);
        }
    }
}
