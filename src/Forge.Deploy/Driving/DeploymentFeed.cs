using System.Runtime.CompilerServices;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Deploy.Driving;

/// <summary>Reads deployments from the journal: as they stand, or as they go on.</summary>
internal sealed class DeploymentFeed(IJournal journal, StreamSignals signals, TimeSpan pollInterval, TimeProvider timeProvider)
{
    /// <summary>Makes the exception for an id that names no deployment.</summary>
    public static ArgumentException Unknown(string deploymentId) => new($"There is no deployment '{deploymentId}'.", nameof(deploymentId));

    /// <summary>Reads a deployment.</summary>
    /// <returns>Its state, or null when there is no such deployment.</returns>
    public async Task<DeploymentState?> ReadAsync(string deploymentId, CancellationToken cancellationToken) =>
        DeploymentId.IsValid(deploymentId)
            ? await DeploymentState.FoldAsync(journal.ReadAsync(DeploymentStreams.Deployment(deploymentId), 1, cancellationToken)).ConfigureAwait(false)
            : null;

    /// <summary>Tells those who follow a deployment on this host, its driver among them, that something was recorded; those behind it in the queue too.</summary>
    public void Tell(DeploymentState state)
    {
        signals.Raise(state.Created.DeploymentId);
        if (state.IsQueued)
        {
            signals.Raise(DeploymentStreams.GroupSignal(state.Created.Group));
        }
    }

    /// <summary>Follows a deployment to its end.</summary>
    public async IAsyncEnumerable<DeploymentProgress> FollowAsync(string deploymentId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!DeploymentId.IsValid(deploymentId))
        {
            throw Unknown(deploymentId);
        }

        var ended = false;
        for (long next = 1; !ended;)
        {
            var news = signals.Next(deploymentId);
            await foreach (var recorded in journal.ReadAsync(DeploymentStreams.Deployment(deploymentId), next, cancellationToken).ConfigureAwait(false))
            {
                next = recorded.Sequence + 1;
                var happened = JournalFormat.Read<DeploymentEvent>(recorded);
                ended = happened is DeploymentEnded;
                yield return ToProgress(happened, recorded.RecordedAt);
            }

            if (next == 1)
            {
                signals.Raise(deploymentId);
                throw Unknown(deploymentId);
            }

            if (!ended)
            {
                await WaitAsync(news, cancellationToken).ConfigureAwait(false);
            }
        }

        // No news will come that could take this wait out of the signals.
        signals.Raise(deploymentId);
    }

    private async Task WaitAsync(Task news, CancellationToken cancellationToken)
    {
        try
        {
            await news.WaitAsync(pollInterval, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Another host may drive it, which wakes nobody here.
        }
    }

    private static DeploymentProgress ToProgress(DeploymentEvent happened, DateTimeOffset at) => happened switch
    {
        DeploymentCreated { Queued: { } why } created => new() { At = at, Status = nameof(DeploymentStatus.Queued), Text = $"'{created.Revision}' to '{created.Group}' by '{created.Creator}'. {why}" },
        DeploymentCreated created => new() { At = at, Status = nameof(DeploymentStatus.Created), Text = $"'{created.Revision}' to '{created.Group}' by '{created.Creator}'" },
        GateAsked asked => new() { At = at, Target = asked.Target, Event = asked.Event, Status = nameof(DeploymentGateVerdict.Pending), Text = $"Waiting for '{asked.Gate}' ({asked.Id})" },
        GateAnswered answered => new()
        {
            At = at,
            Status = answered.IsApproved ? nameof(DeploymentGateVerdict.Approved) : nameof(DeploymentGateVerdict.Rejected),
            Text = $"{answered.Id} by '{answered.By}': {answered.Reason}",
        },
        Baked baked => new() { At = at, Status = nameof(DeploymentStatus.Baking), Text = $"Watched for {baked.Observed}" },
        WaitSkipped skipped => new() { At = at, Status = nameof(DeploymentStatus.InProgress), Text = $"The wait was ended by '{skipped.By}'" },
        DeploymentAdmitted => new() { At = at, Status = nameof(DeploymentStatus.Created), Text = "Its turn has come" },
        StepStarted step => new() { At = at, Target = step.Target, Event = step.Event, Status = nameof(LifecycleEventStatus.InProgress) },
        StepEnded step => new() { At = at, Target = step.Target, Event = step.Event, Status = step.Status.ToString(), Text = Describe(step) },
        StopRequested stop => new() { At = at, Status = nameof(DeploymentStatus.InProgress), Text = $"Stop requested by '{stop.By}'" },
        AlarmRaised alarm => new() { At = at, Status = nameof(DeploymentStatus.InProgress), Text = $"Stopping: {alarm.Reason}" },
        ZoneWatched watched => new() { At = at, Status = nameof(DeploymentStatus.Baking), Text = $"The zone '{watched.Zone}' was watched for {watched.Observed}" },
        DeploymentEnded ended => new() { At = at, Status = ended.Status.ToString(), Text = ended.Message },
        _ => new() { At = at, Status = nameof(DeploymentStatus.InProgress) },
    };

    private static string Describe(StepEnded step) =>
        step.Status is LifecycleEventStatus.Succeeded ? step.Message
        : string.Join(Environment.NewLine, new[] { $"{step.Code}: {step.Message}", step.LogTail.TrimEnd() }.Where(text => text is not ""));
}
