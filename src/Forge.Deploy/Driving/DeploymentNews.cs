using Forge.Deploy.Diagnostics;
using Forge.Shared.Leases;
using Microsoft.Extensions.Logging;

namespace Forge.Deploy.Driving;

/// <summary>Tells what a driver has recorded to whoever listens on this host, and hears what others have recorded about the deployment.</summary>
/// <param name="signals">Wakes those who wait on this host.</param>
/// <param name="telemetry">Measures what happens.</param>
/// <param name="pollInterval">The time after which a driver looks into the journal though nobody has woken it.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class DeploymentNews(StreamSignals signals, DeploymentTelemetry telemetry, TimeSpan pollInterval, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Measures a deployment from now on, until the result is disposed.</summary>
    public DeploymentTrace Follow(DeploymentState state) => telemetry.Follow(state);

    /// <summary>Completes when somebody else may have recorded something: a wish to stop, an approval. Another host wakes nobody here, so it completes now and then all the same.</summary>
    public async Task NextAsync(string deploymentId, CancellationToken cancellationToken)
    {
        try
        {
            await signals.Next(deploymentId).WaitAsync(pollInterval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time to look.
        }
    }

    /// <summary>Tells what was recorded.</summary>
    /// <param name="events">The events.</param>
    /// <param name="state">The deployment with them.</param>
    /// <param name="trace">Measures the deployment.</param>
    public void Tell(IReadOnlyList<DeploymentEvent> events, DeploymentState state, DeploymentTrace trace)
    {
        signals.Raise(state.Created.DeploymentId);
        foreach (var happened in events)
        {
            Write(happened, state);
            trace.Record(happened, state);
        }

        if (state.Ended is not null)
        {
            signals.Raise(DeploymentStreams.GroupSignal(state.Created.Group));
        }
    }

    private void Write(DeploymentEvent happened, DeploymentState state)
    {
        switch (happened)
        {
            case StepEnded { Status: not LifecycleEventStatus.Succeeded } step:
                Log.StepFailed(logger, state.Created.DeploymentId, step.Target, step.Event, step.Code, step.Message);
                break;
            case StepEnded step:
                Log.StepSucceeded(logger, state.Created.DeploymentId, step.Target, step.Event);
                break;
            case AlarmRaised alarm:
                Log.Alarmed(logger, state.Created.DeploymentId, alarm.Reason);
                break;
            case GateAsked asked:
                Log.Waits(logger, state.Created.DeploymentId, asked.Id);
                break;
            case GateAnswered answered:
                Log.Answered(logger, answered.Id, answered.IsApproved ? "yes" : "no", answered.By, answered.Reason);
                break;
            case DeploymentEnded ended:
                Log.Ended(logger, state.Created.DeploymentId, state.Created.Group, ended.Status, ended.RollbackDeploymentId ?? "none");
                break;
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

        [LoggerMessage(3085, LogLevel.Information, "Deployment {DeploymentId} waits for the answer to {Question}.")]
        public static partial void Waits(ILogger logger, string deploymentId, string question);

        [LoggerMessage(3086, LogLevel.Information, "{Question} was answered with {Answer} by {Who}: {Reason}")]
        public static partial void Answered(ILogger logger, string question, string answer, string who, string reason);
    }
}
