using Forge.Journal;

namespace Forge.Pipelines.Runs;

/// <summary>Carries one run to its end: decide, record the intent, act, record the outcome.</summary>
internal sealed class PipelineDriver(IJournal journal, PipelineEngine pipelines, PipelineEffects effects, PipelinesOptions options)
{
    /// <exception cref="OperationCanceledException">The lease was lost, or the host stops. Whoever claims the run next goes on where it stands.</exception>
    public async Task<PipelineRunResult> DriveAsync(JournalLease lease, CancellationToken cancellationToken)
    {
        var state = await pipelines.LoadAsync(lease.Stream.Key, cancellationToken).ConfigureAwait(false);
        var pipeline = options.Pipelines.FirstOrDefault(candidate => candidate.Name == state.Pipeline);
        while (PipelineDecider.Next(state, pipeline?.DeploymentGroup ?? "") is { } next)
        {
            var action = pipeline is null
                ? new PipelineAction.End(PipelineRunStatus.Failed, $"The pipeline '{state.Pipeline}' is no longer configured in this host.")
                : next;
            var happened = await PerformAsync(action, state, pipeline, cancellationToken).ConfigureAwait(false);
            state = await RecordAsync(happened).ConfigureAwait(false);
        }

        var result = state.ToResult();
        effects.Ended(result);
        return result;

        async Task<PipelineRunState> RecordAsync(PipelineEvent happened)
        {
            var append = new JournalAppend
            {
                Stream = lease.Stream,
                ExpectedSequence = state.Sequence,
                Entries = [PipelineJson.ToEntry(happened)],
                Closes = happened is PipelineEvent.RunEnded,
            };
            var status = await journal.AppendAsync(new JournalBatch { Lease = lease, Appends = [append] }, cancellationToken).ConfigureAwait(false);
            return status is JournalAppendStatus.Appended
                ? state.Apply(happened)
                : throw new OperationCanceledException($"'{lease.Stream}' is driven by somebody else now.");
        }
    }

    private async Task<PipelineEvent> PerformAsync(
        PipelineAction action, PipelineRunState state, PipelineOptions? pipeline, CancellationToken cancellationToken) => action switch
        {
            PipelineAction.StartBuild build => new PipelineEvent.BuildStarted(build.BuildId),
            PipelineAction.FinishBuild build => await effects.FinishBuildAsync(state, pipeline!, build.BuildId, cancellationToken).ConfigureAwait(false),
            PipelineAction.StartDeployment deployment => new PipelineEvent.DeploymentStarted(deployment.DeploymentId),
            PipelineAction.FinishDeployment deployment => await effects.FinishDeploymentAsync(state, pipeline!, deployment, cancellationToken).ConfigureAwait(false),
            PipelineAction.End end => new PipelineEvent.RunEnded(end.Status, end.Message),
            _ => throw new InvalidOperationException($"There is no way to perform {action.GetType().Name}."),
        };
}
