using System.Runtime.CompilerServices;
using Forge.Build.Batches;
using Forge.Build.Driving;
using Forge.Build.Planning;
using Forge.Journal;

namespace Forge.Build;

/// <summary>Runs batches: builds that <c>batch</c> of a buildspec makes of one source, side by side or one after the other.</summary>
/// <remarks>
/// <para>A batch is recorded in the journal first and driven in the background. It survives a restart of the host as its builds do, and starts
/// none of them twice. Every build is one of <see cref="BuildEngine"/> too, with a log and a result of its own.</para>
/// <para>Concurrency: every member may be called at the same time as any other.</para>
/// <para>What goes wrong in a batch is a result. Exceptions tell that a batch was refused or that infrastructure failed.</para>
/// </remarks>
public sealed class BuildBatchEngine
{
    private readonly IJournal _journal;
    private readonly BatchHistory _history;
    private readonly BuildEngine _builds;
    private readonly BuildProjects _projects;
    private readonly BatchWorker _worker;
    private readonly BuildWatch _watch;
    private readonly TimeProvider _timeProvider;

    internal BuildBatchEngine(IJournal journal, BuildEngine builds, BuildProjects projects, BatchWorker worker, BuildWatch watch, TimeProvider timeProvider)
    {
        _journal = journal;
        _history = new BatchHistory(journal);
        _builds = builds;
        _projects = projects;
        _worker = worker;
        _watch = watch;
        _timeProvider = timeProvider;
    }

    /// <summary>Asks for a batch, which begins at once; its builds begin as soon as their turns come.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Cancels the asking; whether the batch was recorded is then unknown. Give an id to ask again safely.</param>
    /// <returns>The batch as it stands; an earlier one when there is one of that id.</returns>
    /// <exception cref="ArgumentException">The request names something that does not exist, breaks a rule, or has the id of another project's batch; nothing was recorded.</exception>
    /// <exception cref="JournalException">The batch cannot be recorded.</exception>
    public async Task<BuildBatchResult> StartAsync(BuildBatchRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var project = _projects.Find(request.Project) ?? new BuildProject { Name = request.Project };
        var build = BatchDefinitionPlanner.ToBuild(request);
        var definition = BatchDefinitionPlanner.Plan(project, request, BuildDefinitionPlanner.Plan(project, build));
        var batchId = request.BatchId ?? Guid.NewGuid().ToString();
        IEnumerable<string> problems =
        [
            .. ProjectRules.IsBatchId(batchId) ? Array.Empty<string>() : [$"'{batchId}' is not the id of a batch: use 1 to 48 letters, digits and dashes, and begin with a letter or digit."],
            .. ProjectRules.Problems(definition.Settings),
            .. _builds.Problems(build, definition.Build),
        ];
        if (string.Join(' ', problems) is { Length: > 0 } all)
        {
            throw new ArgumentException(all);
        }

        return await RecordAsync(batchId, BatchEvents.Start(batchId, definition, _timeProvider.GetUtcNow()), definition, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a batch to its end.</summary>
    /// <param name="request">What to build.</param>
    /// <param name="cancellationToken">Stops the batch with all of its builds, waits for that, and throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>What became of it: success, failure, timeout and fault are all results.</returns>
    /// <exception cref="ArgumentException">As for <see cref="StartAsync"/>.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<BuildBatchResult> RunAsync(BuildBatchRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var started = await StartAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WaitAsync(started.BatchId, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller gives up, but the batch still has to be stopped.
            await StopAsync(started.BatchId, request.Initiator, CancellationToken.None).ConfigureAwait(false);
            await WaitAsync(started.BatchId, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for the end of a batch.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Ends the wait; the batch goes on.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildBatchResult> WaitAsync(string batchId, CancellationToken cancellationToken = default)
    {
        BuildBatchResult? last = null;
        await foreach (var result in WatchAsync(batchId, cancellationToken).ConfigureAwait(false))
        {
            last = result;
        }

        return last!;
    }

    /// <summary>Tells how a batch stands, and again whenever something has happened to it. Ends with the batch.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="cancellationToken">Ends the watching; the batch goes on.</param>
    /// <returns>The batch as it stands now, then as it stands later; the last one has ended.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<BuildBatchResult> WatchAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var key = WatchKey(batchId);
        BatchState? state = null;
        do
        {
            var news = _watch.Next(key);
            var seen = state?.Sequence;
            state = await FindAsync(state, batchId, cancellationToken).ConfigureAwait(false);
            if (state.Sequence != seen)
            {
                yield return state.Result;
            }

            if (state.Result.Status is BuildStatus.InProgress)
            {
                await _watch.WaitAsync(news, cancellationToken).ConfigureAwait(false);
            }
        }
        while (state.Result.Status is BuildStatus.InProgress);

        // No news will come that could take this wait out of the signals.
        _watch.Raise(key);
    }

    /// <summary>Tells how a batch stands or ended.</summary>
    /// <param name="batchId">The id of the batch.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>What is known, or null when there is no such batch.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async Task<BuildBatchResult?> GetAsync(string batchId, CancellationToken cancellationToken = default) =>
        ProjectRules.IsBatchId(batchId) && await _history.ReadOnAsync(null, batchId, cancellationToken).ConfigureAwait(false) is { } state ? state.Result : null;

    /// <summary>Lists the ids of all batches, the newest first.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The ids.</returns>
    /// <exception cref="JournalException">The journal cannot be read.</exception>
    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stream in _journal.ListAsync(BatchState.StreamKind, cancellationToken).ConfigureAwait(false))
        {
            yield return stream.Key;
        }
    }

    /// <summary>Asks for a batch to be stopped: builds that run are stopped, and no other begins.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="requestedBy">Who asks.</param>
    /// <param name="cancellationToken">Cancels the asking.</param>
    /// <returns>The batch as it stands; one that has ended stays as it is. <see cref="WaitAsync"/> waits for the end.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<BuildBatchResult> StopAsync(string batchId, string requestedBy = "user", CancellationToken cancellationToken = default)
    {
        var state = await FindAsync(null, batchId, cancellationToken).ConfigureAwait(false);
        while (state.Result.Status is BuildStatus.InProgress && state.StopAskedBy is null)
        {
            var batch = BatchEvents.Append(BatchState.StreamOf(batchId), state.Sequence, [new BatchStopAsked { BatchId = batchId, By = requestedBy }]);
            await _journal.AppendAsync(batch, cancellationToken).ConfigureAwait(false);
            state = await FindAsync(state, batchId, cancellationToken).ConfigureAwait(false);
        }

        _watch.Raise(WatchKey(batchId));
        return state.Result;
    }

    /// <summary>Starts builds of a batch anew that has ended without success: those of the same buildspec, from the same commit, in a new batch.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="retry">Which builds.</param>
    /// <param name="cancellationToken">Cancels the asking; whether the new batch was recorded is then unknown.</param>
    /// <returns>The new batch. Its groups list the builds that they had before.</returns>
    /// <exception cref="ArgumentException">There is no such batch, it has not ended, or it has succeeded.</exception>
    /// <exception cref="JournalException">The journal cannot be used.</exception>
    public async Task<BuildBatchResult> RetryAsync(string batchId, BuildBatchRetry retry = BuildBatchRetry.Failed, CancellationToken cancellationToken = default)
    {
        var state = await FindAsync(null, batchId, cancellationToken).ConfigureAwait(false);
        if (state.Result.Status is BuildStatus.InProgress or BuildStatus.Succeeded)
        {
            var why = state.Result.Status is BuildStatus.InProgress ? "it has not ended; stop it, or wait for its end" : "it has succeeded; start a new one";
            throw new ArgumentException($"Batch '{batchId}' cannot be retried: {why}.", nameof(batchId));
        }

        var newId = Guid.NewGuid().ToString();
        var events = BatchRetryPlanner.Plan(state, retry, newId, _timeProvider.GetUtcNow());
        return await RecordAsync(newId, events, state.Definition, cancellationToken).ConfigureAwait(false);
    }

    private static string WatchKey(string batchId) => ProjectRules.IsBatchId(batchId) ? BatchRecorder.WatchKey(batchId) : "";

    private async Task<BuildBatchResult> RecordAsync(string batchId, IReadOnlyList<object> events, BatchDefinition definition, CancellationToken cancellationToken)
    {
        // A conflict means that there is a batch of that id already.
        await _journal.AppendAsync(BatchEvents.Append(BatchState.StreamOf(batchId), sequence: 0, events), cancellationToken).ConfigureAwait(false);
        var state = await FindAsync(null, batchId, cancellationToken).ConfigureAwait(false);
        if (state.Result.Project != definition.Build.Project)
        {
            throw new ArgumentException($"The id '{batchId}' is taken by a batch of project '{state.Result.Project}'. Give every batch an id of its own, or none.");
        }

        await _worker.DriveAsync(batchId).ConfigureAwait(false);
        return state.Result;
    }

    private async Task<BatchState> FindAsync(BatchState? known, string batchId, CancellationToken cancellationToken) =>
        (ProjectRules.IsBatchId(batchId) ? await _history.ReadOnAsync(known, batchId, cancellationToken).ConfigureAwait(false) : null)
        ?? throw new ArgumentException($"There is no batch '{batchId}'.", nameof(batchId));
}
