using Forge.Deploy.Gates;
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

        var (verdict, start) = ZoneProgress.Decide(state);
        var held = verdict is WindowVerdict.Succeeded ? GateDecider.BeforeSuccess(state) : null;
        return verdict switch
        {
            WindowVerdict.Continue or WindowVerdict.Watch or WindowVerdict.Succeeded when state.Alarm is not null => Begin(state, End(state, DeploymentReport.StoppedByAlarm)),
            WindowVerdict.Continue or WindowVerdict.Watch or WindowVerdict.Succeeded when state.Rejection is not null => Begin(state, End(state, DeploymentReport.Rejected)),
            WindowVerdict.Succeeded when held is not null && state.Stop is null => Begin(state, held),
            WindowVerdict.Succeeded when held is not null => Begin(state, End(state, DeploymentReport.Stopped)),
            WindowVerdict.Continue or WindowVerdict.Watch when state.Stop is not null => Begin(state, End(state, DeploymentReport.Stopped)),
            WindowVerdict.Watch => [],
            WindowVerdict.Succeeded => Begin(state, [new DeploymentEnded(DeploymentStatus.Succeeded)]),
            WindowVerdict.TooFewHealthy => Begin(state, [DeploymentReport.TooFewHealthy(state)]),
            WindowVerdict.Impossible => Begin(state, [DeploymentReport.Impossible(state)]),
            _ => Begin(state, GateDecider.BeforeFirst(state) ?? Go(state, start)),
        };
    }

    private static IReadOnlyList<DeploymentEvent> Begin(DeploymentState state, IReadOnlyList<DeploymentEvent> events) =>
        state.IsStarted || events.Count is 0 ? events : [new DeploymentStarted(), .. events];

    // What runs is finished first.
    private static IReadOnlyList<DeploymentEvent> End(DeploymentState state, Func<DeploymentState, DeploymentEnded> report) =>
        state.OpenSteps.Any() ? [] : [report(state)];

    private static IReadOnlyList<DeploymentEvent> Go(DeploymentState state, IReadOnlyList<int> start)
    {
        var (narrowed, questions) = GateDecider.Narrow(state, start);
        return [.. questions, .. Advancing(state).Concat(narrowed.Select(i => state.Targets[i])).SelectMany(target => Advance(state, target))];
    }

    private static IEnumerable<TargetState> Advancing(DeploymentState state) => GateDecider.HoldsTargets(state)
        ? state.Targets.Where(target => target.Open is null && GateDecider.Progress(state, target) is HostProgress.Running)
        : state.Targets.Idle.Select(index => state.Targets[index]);

    private static IEnumerable<DeploymentEvent> Advance(DeploymentState state, TargetState target)
    {
        for (var i = 0; i < target.Steps.Count; i++)
        {
            var step = target.Steps[i];
            if (step.Status is not LifecycleEventStatus.Pending)
            {
                continue;
            }

            if (GateDecider.BeforeStep(state, target, i) is { } questions)
            {
                foreach (var question in questions)
                {
                    yield return question;
                }

                yield break;
            }

            yield return new StepStarted(target.Name, step.Event, 1);
            if (!LifecyclePlanner.IsEmpty(step.Event, state.Created.Scripted))
            {
                yield break;
            }

            yield return new StepEnded(target.Name, step.Event, LifecycleEventStatus.Succeeded);
        }

        foreach (var question in GateDecider.AfterLast(state, target) ?? [])
        {
            yield return question;
        }
    }
}
