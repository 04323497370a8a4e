using Forge.Deploy.Diagnostics;
using Forge.Deploy.Gates;
using Forge.Deploy.Running;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Deploy.Driving;

/// <summary>Carries a deployment to its end: decide, record the intent, act, record the outcome.</summary>
/// <remarks>
/// One driver serves one deployment under one lease. Outcomes and the intents that follow from them are recorded in one batch.
/// After a crash the next driver folds the journal and asks for the open steps again; the target knows what became of them.
/// </remarks>
internal sealed class DeploymentDriver
{
    private readonly IJournal _journal;
    private readonly IDeploymentEffects _effects;
    private readonly AlarmWatch _alarms;
    private readonly ZoneWatch _zones;
    private readonly LeaseKeeper _lease;
    private readonly DeploymentNews _news;
    private readonly TimeProvider _timeProvider;
    private readonly GateWork _gates;
    private readonly RunningSteps _running = new();
    private TargetStates? _actedOn;
    private Task<AlarmRaised> _alarm = null!;
    private DeploymentTrace _trace = null!;
    private DriveSlot? _slot;
    private bool _isHeldBack;

    /// <summary>Initializes a new instance of the <see cref="DeploymentDriver"/> class. Nothing passed here is disposed by the driver.</summary>
    public DeploymentDriver(
        IJournal journal, IDeploymentEffects effects, AlarmWatch alarms, GateKeeper gates, LeaseKeeper lease, DeploymentNews news, TimeProvider timeProvider)
    {
        _journal = journal;
        _effects = effects;
        _alarms = alarms;
        _zones = new ZoneWatch(timeProvider);
        _lease = lease;
        _news = news;
        _timeProvider = timeProvider;
        _gates = new GateWork(gates, alarms, timeProvider);
    }

    /// <summary>Drives until the deployment has ended or the lease's token is cancelled; what runs on targets then goes on.</summary>
    /// <param name="state">The state as read under the lease.</param>
    /// <param name="slot">The right to work on the deployment, which is lent to others while nothing is to be done but wait; null where nobody else wants it.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The host stops, or the lease may be lost.</exception>
    public async Task<DriveEnd> DriveAsync(DeploymentState state, DriveSlot? slot = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_lease.Token);
        using var trace = _trace = _news.Follow(state);
        _slot = slot;
        try
        {
            // Before anything is touched, after a restart of the host as well.
            _alarm = await _alarms.LookAsync(stop.Token).ConfigureAwait(false) is { } raised ? Task.FromResult(raised) : _alarms.WatchAsync(stop.Token);
            return await DriveToEndAsync(state, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_running.All.Concat(_gates.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task?)_alarm ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (slot?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private async Task<DriveEnd> DriveToEndAsync(DeploymentState state, CancellationToken cancellationToken)
    {
        while (state.Ended is null)
        {
            var events = await CollectAsync(state, cancellationToken).ConfigureAwait(false);
            if (!_lease.IsHeld() || events is null)
            {
                return DriveEnd.Fenced;
            }

            if (events.Count > 0)
            {
                if (await RecordAsync(state, events, cancellationToken).ConfigureAwait(false) is not { } recorded)
                {
                    return DriveEnd.Fenced;
                }

                state = recorded;
                continue;
            }

            Act(state, cancellationToken);
            state = await WaitAsync(state, cancellationToken).ConfigureAwait(false);
        }

        return DriveEnd.Ended;
    }

    // The state with what others have recorded meanwhile: a wish to stop, the answer of a person.
    private async Task<DeploymentState> WaitAsync(DeploymentState state, CancellationToken cancellationToken)
    {
        if (_running.Count is 0)
        {
            _slot?.Leave();
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var news = _news.NextAsync(state.Created.DeploymentId, over.Token);
        Task?[] work = [.. _running.Values, .. _gates.Running, state.Alarm is null ? _alarm : null, _zones.Follow(state, cancellationToken), _isHeldBack ? _slot?.EnterAsync(cancellationToken) : _slot?.Entering];
        var first = await Task.WhenAny([.. work.OfType<Task>(), news]).WaitAsync(cancellationToken).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        if (first != news)
        {
            return state;
        }

        await foreach (var recorded in _journal.ReadAsync(DeploymentStreams.Deployment(state.Created.DeploymentId), state.Sequence + 1, cancellationToken).ConfigureAwait(false))
        {
            state = state.Apply(JournalFormat.Read<DeploymentEvent>(recorded), recorded.RecordedAt);
        }

        return state;
    }

    // Null when a target and the journal agree that somebody else drives.
    private async Task<IReadOnlyList<DeploymentEvent>?> CollectAsync(DeploymentState state, CancellationToken cancellationToken)
    {
        var events = new List<DeploymentEvent>();
        foreach (var (step, work) in _running.Ended().Where(ended => state.IsOpen(ended.Step)).OrderBy(ended => state.Targets.IndexOf(ended.Step.Target)))
        {
            var outcome = await work.ConfigureAwait(false);
            if (outcome.Status is StepStatus.Fenced && !await _journal.RenewAsync(_lease.Lease, LeaseKeeper.TimeToLive, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            events.Add(ToEvent(step, outcome));
        }

        if (state.Alarm is null && _alarm.IsCompleted)
        {
            events.Add(await _alarm.ConfigureAwait(false));
        }

        var watched = _zones.Collect();
        events.AddRange(watched is null ? [] : [watched]);
        events.AddRange(await _gates.CollectAsync(state).ConfigureAwait(false));
        Keep(events.OfType<AlarmRaised>().FirstOrDefault());
        var decided = Decide(state.Apply(events, state.CreatedAt));
        if ((watched is not null || decided is [.., DeploymentEnded { Status: DeploymentStatus.Succeeded }])
            && !events.Any(happened => happened is AlarmRaised) && await _alarms.LookAsync(cancellationToken).ConfigureAwait(false) is { } raised)
        {
            // What the last step did to the application shows now, and time that nobody looked at is not watched.
            Keep(raised);
            events.Add(raised);
            decided = Decide(state.Apply(events, state.CreatedAt));
        }

        return [.. events, .. decided];
    }

    // Where somebody else has recorded something meanwhile, an alarm that was seen is recorded the next time.
    private void Keep(AlarmRaised? raised) => _alarm = raised is null ? _alarm : Task.FromResult(raised);

    // Only steps need the slot: without it, an alarm or a wish to stop is heard and acted on all the same.
    private List<DeploymentEvent> Decide(DeploymentState state)
    {
        var events = new List<DeploymentEvent>();
        _isHeldBack = false;
        while (DeploymentDecider.Next(state) is { Count: > 0 } decided)
        {
            _isHeldBack = _slot is { IsTaken: false } && decided.Any(happened => happened is StepStarted);
            if (_isHeldBack)
            {
                break;
            }

            events.AddRange(decided);
            state = state.Apply(decided, state.CreatedAt);
        }

        return events;
    }

    private static StepEnded ToEvent(DeploymentStep step, StepOutcome outcome) => outcome.Status switch
    {
        StepStatus.Succeeded => new(step.Target, step.Event, LifecycleEventStatus.Succeeded, Message: outcome.Message),
        StepStatus.Unknown => new(step.Target, step.Event, LifecycleEventStatus.Unknown, LifecycleErrorCode.FailedAfterRestart, outcome.Script, outcome.Message, outcome.LogTail),
        StepStatus.Fenced => new(step.Target, step.Event, LifecycleEventStatus.Failed, LifecycleErrorCode.UnknownError, Message:
            $"'{step.Target}' takes orders from another journal only: it has seen a higher epoch for this group. If the journal was replaced, remove the group's folder from the target's state directory."),
        _ => new(step.Target, step.Event, LifecycleEventStatus.Failed, outcome.Code, outcome.Script, outcome.Message, outcome.LogTail),
    };

    private async Task<DeploymentState?> RecordAsync(DeploymentState state, IReadOnlyList<DeploymentEvent> events, CancellationToken cancellationToken)
    {
        var stream = DeploymentStreams.Deployment(state.Created.DeploymentId);
        IReadOnlyList<JournalAppend> appends;
        if (events[^1] is DeploymentEnded)
        {
            (appends, events) = await PlanEndAsync(state, events, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            appends = [DeploymentStreams.Append(stream, state.Sequence, events)];
        }

        var next = state.Apply(events, _timeProvider.GetUtcNow());
        var batch = new JournalBatch { Appends = appends, Lease = _lease.Lease, Outbox = DeploymentNotices.Between(state, next) };
        switch (await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false))
        {
            case JournalAppendStatus.Appended:
                _news.Tell(events, next, _trace);
                return next;
            case JournalAppendStatus.Conflict:
                // Somebody asked for a stop, or the group's history has moved on.
                return await DeploymentState.FoldAsync(_journal.ReadAsync(stream, 1, cancellationToken)).ConfigureAwait(false);
            default:
                return null;
        }
    }

    private async Task<(IReadOnlyList<JournalAppend> Appends, IReadOnlyList<DeploymentEvent> Events)> PlanEndAsync(
        DeploymentState state, IReadOnlyList<DeploymentEvent> events, CancellationToken cancellationToken)
    {
        var group = await GroupState.FoldAsync(_journal.ReadAsync(DeploymentStreams.Group(state.Created.Group), 1, cancellationToken)).ConfigureAwait(false);
        var ended = (DeploymentEnded)events[^1];
        DeploymentCreated? good = null;
        if (group.LastSuccessful is { } last && EndingPlanner.WantsRollback(state.Apply(events.Take(events.Count - 1), state.CreatedAt), ended))
        {
            var history = _journal.ReadAsync(DeploymentStreams.Deployment(last), 1, cancellationToken);
            good = (await DeploymentState.FoldAsync(history).ConfigureAwait(false))?.Created;
        }

        return EndingPlanner.Plan(state, events, group, good, DeploymentId.Create());
    }

    private void Act(DeploymentState state, CancellationToken cancellationToken)
    {
        _running.Forget(state.IsOpen);
        IEnumerable<int> changed = _actedOn is null ? state.Targets.Open : state.Targets.ChangedSince(_actedOn);
        foreach (var step in changed.Select(index => state.OpenStep(state.Targets[index])).OfType<DeploymentStep>())
        {
            _running.Begin(step, () => _effects.PerformAsync(step, _lease.Lease.Epoch, cancellationToken));
        }

        _actedOn = state.Targets;
        _gates.Begin(state, cancellationToken);
    }
}
