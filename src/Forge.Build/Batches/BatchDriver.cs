using Forge.Build.Driving;
using Forge.Git;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Batches;

/// <summary>Carries one batch to its end and records each step. Goes on with a batch that an earlier host began.</summary>
internal sealed partial class BatchDriver(BuildServices services, BuildEngine builds, BatchRecorder recorder, TimeProvider timeProvider, ILogger logger) : IAsyncDisposable
{
    private readonly BatchBuilds _builds = new(builds, recorder, services.Options.PollInterval, timeProvider);

    private BatchState State => recorder.State;

    private string BatchId => State.Result.BatchId;

    private BuildBatchPhase Phase => State.Current.Phase;

    /// <summary>Runs the batch to its end.</summary>
    /// <exception cref="OperationCanceledException">This host may no longer drive the batch; its builds go on.</exception>
    /// <exception cref="JournalException">What happened cannot be recorded.</exception>
    public async Task DriveAsync()
    {
        if (Phase is BuildBatchPhase.DownloadBatchSpec)
        {
            await UntilCutAsync(DownloadAsync).ConfigureAwait(false);
        }

        if (Phase is BuildBatchPhase.InProgress)
        {
            var outcome = await RunBuildsAsync().ConfigureAwait(false);
            await MergeReportsAsync().ConfigureAwait(false);
            await EndPhaseAsync(outcome).ConfigureAwait(false);
        }

        if (Phase is BuildBatchPhase.CombineArtifacts)
        {
            await UntilCutAsync(CombineAsync).ConfigureAwait(false);
        }
    }

    /// <summary>Lets go of the builds, which go on.</summary>
    public ValueTask DisposeAsync() => _builds.DisposeAsync();

    private async Task<BatchStep> DownloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (plan, failure) = await new BatchSource(services).ReadAsync(State, cancellationToken).ConfigureAwait(false);
            return failure is null ? new BatchStep(PhaseOutcome.Succeeded) { Events = [plan!] } : new BatchStep(failure);
        }
        catch (SourceException e)
        {
            return new BatchStep(PhaseOutcome.Failed(PhaseOutcome.ClientError, e.Message));
        }
    }

    private async Task<PhaseOutcome> RunBuildsAsync()
    {
        while (true)
        {
            var news = recorder.NextAsync();
            await recorder.CatchUpAsync(recorder.Released).ConfigureAwait(false);
            if (!State.IsTimedOut && timeProvider.GetUtcNow() >= State.Deadline)
            {
                await recorder.AppendAsync(new BatchTimedOut { BatchId = BatchId }).ConfigureAwait(false);
            }

            var decision = BatchDecider.Decide(State);
            if (decision.Outcome is not null)
            {
                return decision.Outcome;
            }

            if (Events(decision) is { Count: > 0 } events)
            {
                await recorder.AppendAsync(events).ConfigureAwait(false);
                continue;
            }

            _builds.Follow(State);
            if (decision.StopsAll)
            {
                await _builds.StopAsync().ConfigureAwait(false);
            }

            var ended = await _builds.WaitAsync(news).ConfigureAwait(false);
            if (ended.Count > 0)
            {
                await recorder.AppendAsync(ended).ConfigureAwait(false);
            }
        }
    }

    // The intent is recorded before a build is asked for, under an id that follows from the plan.
    private List<object> Events(BatchDecision decision)
    {
        var positions = State.Plan!.Tasks.Select((task, i) => KeyValuePair.Create(task.Identifier, i)).ToDictionary(StringComparer.Ordinal);
        return
        [
            .. decision.Skip.Select(identifier => new BatchBuildEnded { BatchId = BatchId, Identifier = identifier, Status = BuildStatus.Stopped }),
            .. decision.Start.Select(
                identifier => new BatchBuildStarted { BatchId = BatchId, Identifier = identifier, BuildId = BatchEvents.BuildId(BatchId, positions[identifier]) }),
        ];
    }

    private async Task MergeReportsAsync()
    {
        if (!State.Plan!.IsFanout || State.Result.Reports.Count > 0)
        {
            return;
        }

        var reports = await new BatchReports(services, builds).MergeAsync(State, recorder.Released).ConfigureAwait(false);
        if (reports.Count > 0)
        {
            await recorder.AppendAsync(new BatchReportsMerged { BatchId = BatchId, Reports = reports }).ConfigureAwait(false);
        }
    }

    private async Task<BatchStep> CombineAsync(CancellationToken cancellationToken)
    {
        var (artifact, outcome) = await new BatchArtifact(services, builds).StoreAsync(State, cancellationToken).ConfigureAwait(false);
        return new BatchStep(outcome) { Artifact = artifact };
    }

    // Ends early when somebody wants the batch to stop or its time is over.
    private async Task UntilCutAsync(Func<CancellationToken, Task<BatchStep>> act)
    {
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(recorder.Released);
        var acting = act(cut.Token);
        try
        {
            while (!acting.IsCompleted && !cut.IsCancellationRequested)
            {
                var news = recorder.NextAsync();
                await recorder.CatchUpAsync(recorder.Released).ConfigureAwait(false);
                if (State.StopAskedBy is not null || timeProvider.GetUtcNow() >= State.Deadline)
                {
                    await cut.CancelAsync().ConfigureAwait(false);
                    break;
                }

                await Task.WhenAny(acting, news).ConfigureAwait(false);
            }

            var step = await acting.ConfigureAwait(false);
            await EndPhaseAsync(step).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested && !recorder.Released.IsCancellationRequested)
        {
            await EndPhaseAsync(State.StopAskedBy is not null ? PhaseOutcome.Stopped : PhaseOutcome.TimedOut).ConfigureAwait(false);
        }
        finally
        {
            await cut.CancelAsync().ConfigureAwait(false);
            await ((Task)acting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task EndPhaseAsync(PhaseOutcome outcome) => EndPhaseAsync(new BatchStep(outcome));

    private async Task EndPhaseAsync(BatchStep step)
    {
        var now = timeProvider.GetUtcNow();
        var ended = BatchEvents.PhaseEnd(State, step.Outcome, now);
        if (ended.Next < BuildBatchPhase.Succeeded)
        {
            await recorder.AppendAsync([.. step.Events, ended]).ConfigureAwait(false);
            return;
        }

        await recorder.AppendAsync(
        [
            .. step.Events,
            ended,
            new BatchEnded
            {
                BatchId = BatchId,
                Project = State.Result.Project,
                Status = step.Outcome.Status,
                EndedAt = now,
                Artifact = step.Artifact is null ? null : ArtifactEntry.From(step.Artifact),
            },
        ]).ConfigureAwait(false);
        Log.BatchEnded(logger, BatchId, State.Result.Project, step.Outcome.Status);
    }

    private static partial class Log
    {
        [LoggerMessage(2052, LogLevel.Information, "Batch {Batch} of {Project} ended as {Status}.")]
        public static partial void BatchEnded(ILogger logger, string batch, string project, BuildStatus status);
    }
}
