using System.Collections.Immutable;
using Forge.Deploy.Gates;
using Forge.Deploy.Planning;
using Forge.Journal;

namespace Forge.Deploy.Driving;

/// <summary>How a deployment stands: the fold of its events. Immutable; only its events make the next.</summary>
internal sealed record DeploymentState
{
    private DeploymentState(DeploymentCreated created, DateTimeOffset at)
    {
        Created = created;
        CreatedAt = at;
        Sequence = 1;
        IsQueued = created is { Queued: not null, Join: null };
        Selected = created.Targets;
        Targets = Begin(created.Targets);
    }

    /// <summary>Gets what was asked for.</summary>
    public DeploymentCreated Created { get; }

    /// <summary>Gets when it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets how many events there are.</summary>
    public long Sequence { get; private init; }

    /// <summary>Gets a value indicating whether the deployment waits for its turn.</summary>
    public bool IsQueued { get; private init; }

    /// <summary>Gets a value indicating whether a driver has taken the deployment up.</summary>
    public bool IsStarted { get; private init; }

    /// <summary>Gets the wish that the deployment stop, or null.</summary>
    public StopRequested? Stop { get; private init; }

    /// <summary>Gets the alarm that stops the deployment, or null.</summary>
    public AlarmRaised? Alarm { get; private init; }

    /// <summary>Gets how long each zone was watched after its targets had ended.</summary>
    public ImmutableDictionary<string, TimeSpan> Watched { get; private init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>Gets the questions to gates, by their ids.</summary>
    public ImmutableDictionary<string, GateState> Gates { get; private init; } = ImmutableDictionary<string, GateState>.Empty;

    /// <summary>Gets the first answer of a gate that said no, or null.</summary>
    public GateAnswered? Rejection { get; private init; }

    /// <summary>Gets how long it was watched after the last target; null before.</summary>
    public TimeSpan? Baked { get; private init; }

    /// <summary>Gets who ended the bake early, or null.</summary>
    public string? SkippedBy { get; private init; }

    /// <summary>Gets how it ended, or null.</summary>
    public DeploymentEnded? Ended { get; private init; }

    /// <summary>Gets when it ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; private init; }

    /// <summary>Gets what was selected, in the order of deployment.</summary>
    public IReadOnlyList<DeploymentTarget> Selected { get; private init; }

    /// <summary>Gets the targets in the order of deployment.</summary>
    public TargetStates Targets { get; private init; }

    /// <summary>Gets the steps that were started and have not ended: at most one for a target.</summary>
    public IEnumerable<DeploymentStep> OpenSteps => Targets.Open.Select(index => OpenStep(Targets[index])!);

    /// <summary>Returns the step that was started on a target and has not ended, or null.</summary>
    public DeploymentStep? OpenStep(TargetState target) =>
        target.Open is { } open ? new DeploymentStep(Created.DeploymentId, target.Name, open.Event, open.Attempt) : null;

    /// <summary>Tells whether a step was started and has not ended.</summary>
    public bool IsOpen(DeploymentStep step) => Targets.IndexOf(step.Target) is >= 0 and var index && OpenStep(Targets[index]) == step;

    /// <summary>Folds a history.</summary>
    /// <returns>The state, or null when there are no events.</returns>
    /// <exception cref="JournalException">A newer version wrote one of the events, or the history makes no sense.</exception>
    public static async Task<DeploymentState?> FoldAsync(IAsyncEnumerable<JournalEvent> events)
    {
        DeploymentState? state = null;
        await foreach (var recorded in events.ConfigureAwait(false))
        {
            var happened = JournalFormat.Read<DeploymentEvent>(recorded);
            state = (state, happened) switch
            {
                (null, DeploymentCreated created) => new DeploymentState(created, recorded.RecordedAt),
                (not null, not DeploymentCreated) => state.Apply(happened, recorded.RecordedAt),
                _ => throw new JournalException(
                    $"Event {recorded.Sequence} of '{recorded.Stream}' is '{recorded.Entry.Type}' at a place where it cannot be. Restore the journal from a backup.", JournalFailure.Corrupt),
            };
        }

        return state;
    }

    /// <summary>Makes the state of a deployment that was just asked for.</summary>
    public static DeploymentState From(DeploymentCreated created, DateTimeOffset at) => new(created, at);

    /// <summary>Makes the state after an event.</summary>
    /// <exception cref="JournalException">The event names a target or a lifecycle event that the deployment does not have.</exception>
    public DeploymentState Apply(DeploymentEvent happened, DateTimeOffset at)
    {
        var next = this with { Sequence = Sequence + 1 };
        return happened switch
        {
            DeploymentAdmitted admitted => next with { IsQueued = false, Selected = admitted.Targets, Targets = Begin(admitted.Targets) },
            GateAsked asked => next with { Gates = Gates.SetItem(asked.Id, new GateState(asked, PlanOf(asked), at)) },
            GateAnswered answered => Answer(next, answered),
            Baked baked => next with { Baked = baked.Observed },
            WaitSkipped skipped => next with { SkippedBy = skipped.By },
            DeploymentStarted => next with { IsStarted = true },
            StopRequested stop => next with { Stop = stop },
            AlarmRaised alarm => next with { Alarm = alarm },
            ZoneWatched watched => next with { Watched = Watched.SetItem(watched.Zone, watched.Observed) },
            DeploymentEnded ended => next with { Ended = ended, EndedAt = at },
            StepStarted or StepEnded => next with { Targets = Change(Targets, [happened], at) },
            _ => throw new JournalException($"'{happened.GetType().Name}' cannot follow in deployment '{Created.DeploymentId}'.", JournalFailure.Corrupt),
        };
    }

    /// <summary>Makes the state after several events.</summary>
    public DeploymentState Apply(IEnumerable<DeploymentEvent> happened, DateTimeOffset at)
    {
        var state = this;
        var steps = new List<DeploymentEvent>();
        foreach (var one in happened)
        {
            if (one is StepStarted or StepEnded)
            {
                steps.Add(one);
                continue;
            }

            state = state.ApplySteps(steps, at).Apply(one, at);
            steps.Clear();
        }

        return state.ApplySteps(steps, at);
    }

    // Whoever answers first has answered.
    private DeploymentState Answer(DeploymentState next, GateAnswered answered) =>
        Gates.GetValueOrDefault(answered.Id) is { Answer: null } gate
            ? next with { Gates = Gates.SetItem(answered.Id, gate with { Answer = answered }), Rejection = Rejection ?? (answered.IsApproved ? null : answered) }
            : next;

    private GatePlan PlanOf(GateAsked asked) =>
        Created.Gates?.FirstOrDefault(gate => gate.Name == asked.Gate)
        ?? throw new JournalException($"Deployment '{Created.DeploymentId}' has no gate '{asked.Gate}'. Restore the journal from a backup.", JournalFailure.Corrupt);

    private TargetStates Begin(IReadOnlyList<DeploymentTarget> targets)
    {
        IReadOnlyList<StepState> steps = [.. (Created.Join is JoinPurpose.Termination ? LifecyclePlanner.Termination : LifecyclePlanner.InPlace).Select(name => new StepState { Event = name })];
        return TargetStates.From(targets.Select(target => new TargetState
        {
            Name = target.Name,
            WasHealthy = target.WasHealthy,
            IgnoresStopFailures = Created.IgnoreApplicationStopFailures,
            Steps = steps,
        }));
    }

    private DeploymentState ApplySteps(List<DeploymentEvent> steps, DateTimeOffset at) =>
        steps.Count is 0 ? this : this with { Sequence = Sequence + steps.Count, Targets = Change(Targets, steps, at) };

    private TargetStates Change(TargetStates targets, IReadOnlyList<DeploymentEvent> steps, DateTimeOffset at)
    {
        var editor = targets.Edit();
        foreach (var happened in steps)
        {
            switch (happened)
            {
                case StepStarted step:
                    Change(targets, editor, (step.Target, step.Event), old => old with { Status = LifecycleEventStatus.InProgress, Attempt = step.Attempt, StartedAt = at });
                    break;
                case StepEnded step:
                    Change(targets, editor, (step.Target, step.Event), old => old with { Status = step.Status, EndedAt = at, Outcome = step });
                    break;
            }
        }

        return editor.ToStates();
    }

    private void Change(TargetStates targets, TargetStates.Editor editor, (string Target, LifecycleEvent Event) which, Func<StepState, StepState> change)
    {
        var at = targets.IndexOf(which.Target);
        var steps = at < 0 ? [] : editor[at].Steps.ToArray();
        var step = Array.FindIndex(steps, state => state.Event == which.Event);
        if (step < 0)
        {
            throw new JournalException($"Deployment '{Created.DeploymentId}' has no event '{which.Event}' on '{which.Target}'. Restore the journal from a backup.", JournalFailure.Corrupt);
        }

        steps[step] = change(steps[step]);
        editor[at] = editor[at] with { Steps = steps };
    }
}
