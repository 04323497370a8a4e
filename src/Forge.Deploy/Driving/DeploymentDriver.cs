using Forge.Deploy.Running;
using Forge.Journal;
using Forge.Shared.Leases;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Carries a deployment to its end: decide, record the intent, act, record the outcome.</summary>
/// <remarks>
/// One driver serves one deployment under one lease. Outcomes and the intents that follow from them are recorded in one batch.
/// After a crash the next driver folds the journal and asks for the open steps again; the target knows what became of them.
/// </remarks>
internal sealed partial class DeploymentDriver
{
    private readonly IJournal _journal;
    private readonly IDeploymentEffects _effects;
    private readonly AlarmWatch _alarms;
    private readonly LeaseKeeper _lease;
    private readonly StreamSignals _signals;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Dictionary<DeploymentStep, Task<StepOutcome>> _running = [];
    private Task<AlarmRaised> _alarm = null!;

    /// <summary>Initializes a new instance of the <see cref="DeploymentDriver"/> class. Nothing passed here is disposed by the driver.</summary>
    public DeploymentDriver(
        IJournal journal, IDeploymentEffects effects, AlarmWatch alarms, LeaseKeeper lease, StreamSignals signals, TimeProvider timeProvider, ILogger logger)
    {
        _journal = journal;
        _effects = effects;
        _alarms = alarms;
        _lease = lease;
        _signals = signals;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Drives until the deployment has ended or the lease's token is cancelled; what runs on targets then goes on.</summary>
    /// <param name="state">The state as read under the lease.</param>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The host stops, or the lease may be lost.</exception>
    public async Task<DriveEnd> DriveAsync(DeploymentState state)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_lease.Token);
        try
        {
            // Before anything is touched, after a restart of the host as well.
            _alarm = await _alarms.LookAsync(stop.Token).ConfigureAwait(false) is { } raised ? Task.FromResult(raised) : _alarms.WatchAsync(stop.Token);
            return await DriveToEndAsync(state, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(_running.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ((Task?)_alarm ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            Task[] news = state.Alarm is null ? [.. _running.Values, _alarm] : [.. _running.Values];
            await Task.WhenAny(news).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return DriveEnd.Ended;
    }

    // Null when a target and the journal agree that somebody else drives.
    private async Task<IReadOnlyList<DeploymentEvent>?> CollectAsync(DeploymentState state, CancellationToken cancellationToken)
    {
        var events = new List<DeploymentEvent>();
        foreach (var step in state.OpenSteps)
        {
            if (!_running.TryGetValue(step, out var work) || !work.IsCompleted)
            {
                continue;
            }

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

        var decided = Decide(state.Apply(events, state.CreatedAt));
        if (decided is [.., DeploymentEnded { Status: DeploymentStatus.Succeeded }] && await _alarms.LookAsync(cancellationToken).ConfigureAwait(false) is { } raised)
        {
            // What the last step did to the application shows now.
            events.Add(raised);
            decided = Decide(state.Apply(events, state.CreatedAt));
        }

        return [.. events, .. decided];
    }

    private static List<DeploymentEvent> Decide(DeploymentState state)
    {
        var events = new List<DeploymentEvent>();
        while (DeploymentDecider.Next(state) is { Count: > 0 } decided)
        {
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
                Tell(events, next);
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
        var open = state.OpenSteps.ToHashSet();
        foreach (var recorded in _running.Keys.Where(step => !open.Contains(step)).ToList())
        {
            _running.Remove(recorded);
        }

        foreach (var step in open.Where(step => !_running.ContainsKey(step)))
        {
            _running[step] = _effects.PerformAsync(step, _lease.Lease.Epoch, cancellationToken);
        }
    }

    private void Tell(IReadOnlyList<DeploymentEvent> events, DeploymentState state)
    {
        _signals.Raise(state.Created.DeploymentId);
        foreach (var happened in events)
        {
            switch (happened)
            {
                case StepEnded { Status: not LifecycleEventStatus.Succeeded } step:
                    Log.StepFailed(_logger, state.Created.DeploymentId, step.Target, step.Event, step.Code, step.Message);
                    break;
                case StepEnded step:
                    Log.StepSucceeded(_logger, state.Created.DeploymentId, step.Target, step.Event);
                    break;
                case AlarmRaised alarm:
                    Log.Alarmed(_logger, state.Created.DeploymentId, alarm.Reason);
                    break;
                case DeploymentEnded ended:
                    _signals.Raise(DeploymentStreams.GroupSignal(state.Created.Group));
                    Log.Ended(_logger, state.Created.DeploymentId, state.Created.Group, ended.Status, ended.RollbackDeploymentId ?? "none");
                    break;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Debug, "Deployment {DeploymentId}: {Event} succeeded on {Target}.")]
        public static partial void StepSucceeded(ILogger logger, string deploymentId, string target, LifecycleEvent @event);

        [LoggerMessage(3021, LogLevel.Information, "Deployment {DeploymentId}: {Event} failed on {Target} with {Code}: {Message}")]
        public static partial void StepFailed(ILogger logger, string deploymentId, string target, LifecycleEvent @event, LifecycleErrorCode code, string message);

        [LoggerMessage(3023, LogLevel.Warning, "Deployment {DeploymentId} is being stopped: {Reason}.")]
        public static partial void Alarmed(ILogger logger, string deploymentId, string reason);

        [LoggerMessage(3022, LogLevel.Information, "Deployment {DeploymentId} to {Group} has ended: {Status}. Rollback: {Rollback}.")]
        public static partial void Ended(ILogger logger, string deploymentId, string group, DeploymentStatus status, string rollback);
    }
}
