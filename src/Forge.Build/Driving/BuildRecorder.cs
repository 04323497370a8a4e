using Forge.Build.Diagnostics;
using Forge.Build.Planning;
using Forge.Build.Specs;
using Forge.Git;
using Forge.Journal;
using Forge.Shared.Leases;

namespace Forge.Build.Driving;

/// <summary>Records one build in the journal while it runs, and notices what others want of it.</summary>
internal sealed class BuildRecorder : IAsyncDisposable
{
    private readonly IJournal _journal;
    private readonly BuildHistory _history;
    private readonly LeaseKeeper _keeper;
    private readonly BuildWatch _watch;
    private readonly TimeProvider _timeProvider;
    private readonly BuildTrace _trace;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _done = new();
    private readonly Task _watching;

    /// <summary>Initializes a new instance of the <see cref="BuildRecorder"/> class.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="keeper">The lease of the build; stays the caller's.</param>
    /// <param name="state">The build as recorded.</param>
    /// <param name="watch">How to notice what others record.</param>
    /// <param name="telemetry">What measures the build.</param>
    /// <param name="timeProvider">The clock.</param>
    public BuildRecorder(IJournal journal, LeaseKeeper keeper, BuildState state, BuildWatch watch, BuildTelemetry telemetry, TimeProvider timeProvider)
    {
        _journal = journal;
        _history = new BuildHistory(journal);
        _keeper = keeper;
        _watch = watch;
        _timeProvider = timeProvider;
        State = state;
        _trace = telemetry.Follow(state);
        _watching = WatchAsync();
    }

    /// <summary>Gets the build as recorded.</summary>
    public BuildState State { get; private set; }

    /// <summary>Gets a token that is cancelled when this host may no longer drive the build: it stops, or another one has taken over.</summary>
    public CancellationToken Released => _keeper.Token;

    /// <summary>Gets a token that is cancelled when somebody wants the build to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Records the commit that is built.</summary>
    public Task ResolveAsync(SourceRevision revision) => AppendAsync(
        new SourceResolved { BuildId = State.Result.BuildId, Repository = revision.Repository, Commit = revision.Commit.ToString(), Ref = revision.Ref?.Name });

    /// <summary>Records the reports of the build.</summary>
    public Task ReportAsync(ReportsMade made) => AppendAsync(made);

    /// <summary>Records what else the build leaves.</summary>
    public Task TakeOutputsAsync(OutputsTaken taken) => AppendAsync(taken);

    /// <summary>Records the buildspec, before its first command can run.</summary>
    public Task ReadSpecAsync(SpecRead read) => AppendAsync(read);

    /// <summary>Records that the commands of the environment at hand never begin, before that environment goes.</summary>
    public Task VoidCommandsAsync() =>
        State.Spec is null ? Task.CompletedTask : AppendAsync(new CommandsVoided { BuildId = State.Result.BuildId });

    /// <summary>Records that the running phase ended and decides which one follows.</summary>
    /// <returns>The phase that runs now.</returns>
    public async Task<BuildPhase> EndPhaseAsync(PhaseOutcome outcome, OnFailure onFailure, ForgivenFailures forgiven, long logNotes)
    {
        var next = PhaseTransition.Next(State.Current.Phase, outcome.Status, onFailure);
        var isForgiven = forgiven is ForgivenFailures.Continued && onFailure is OnFailure.Continue;
        await AppendAsync(BuildEvents.PhaseEnd(State, outcome, next, _timeProvider.GetUtcNow()) with { IsForgiven = isForgiven, LogNotes = logNotes }).ConfigureAwait(false);
        return next;
    }

    /// <summary>Records that the build ended, with its last phase and what it left, and perhaps asks for its repetition.</summary>
    public Task EndAsync(BuildEnded ended)
    {
        object[] events = State.Current.Phase is BuildPhase.Completed
            ? [ended]
            : [BuildEvents.PhaseEnd(State, PhaseOutcome.Succeeded, BuildPhase.Completed, ended.EndedAt), ended];
        return AppendAsync(events, JournalClosing.Closes);
    }

    /// <summary>Records that the build waits at a breakpoint, unless that is recorded already.</summary>
    /// <param name="pause">Which breakpoint of the build it is: 1, 2, 3.</param>
    public Task PauseAsync(int pause) =>
        State.Pauses >= pause ? Task.CompletedTask : AppendAsync(new BuildPaused { BuildId = State.Result.BuildId });

    /// <summary>Records that the build goes on after a breakpoint, if that is not what somebody asked for.</summary>
    public Task ResumedAsync(int pause) =>
        State.Resumes >= pause ? Task.CompletedTask : AppendAsync(new ResumeAsked { BuildId = State.Result.BuildId, By = "codebuild-resume" });

    /// <summary>Waits until somebody wants the build to go on after a breakpoint.</summary>
    public async Task WaitForResumeAsync(int pause, CancellationToken cancellationToken)
    {
        while (State.Resumes < pause)
        {
            var news = _watch.Next(State.Result.BuildId);
            await CatchUpAsync(cancellationToken).ConfigureAwait(false);
            if (State.Resumes < pause)
            {
                await _watch.WaitAsync(news, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _watch.Raise(State.Result.BuildId);
        _trace.Dispose();
        _done.Dispose();
        _stopping.Dispose();
        _turn.Dispose();
    }

    private Task AppendAsync(object happened) => AppendAsync([happened], JournalClosing.StaysOpen);

    // What has happened is recorded, also when somebody stops the build: hence no token.
    private async Task AppendAsync(IReadOnlyList<object> events, JournalClosing closing)
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            JournalAppendStatus status;
            do
            {
                var batch = BuildEvents.Batch(State, events, closing) with { Lease = _keeper.Lease };
                status = await _journal.AppendAsync(batch, CancellationToken.None).ConfigureAwait(false);
                await ReadOnAsync(CancellationToken.None).ConfigureAwait(false);
            }
            while (status is JournalAppendStatus.Conflict);
            if (status is JournalAppendStatus.Fenced)
            {
                throw new JournalException(
                    $"Build '{State.Result.BuildId}' was taken over by another host: the lease of this one had expired because it stood still.", JournalFailure.InUse);
            }
        }
        finally
        {
            _turn.Release();
        }

        foreach (var happened in events)
        {
            _trace.Record(happened, State);
        }

        _watch.Raise(State.Result.BuildId);
    }

    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await ReadOnAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        State = (await _history.ReadOnAsync(State, State.Result.BuildId, cancellationToken).ConfigureAwait(false))!;
        if (State.StopAskedBy is not null && !_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task WatchAsync()
    {
        while (!_done.IsCancellationRequested)
        {
            var news = _watch.Next(State.Result.BuildId);
            try
            {
                await CatchUpAsync(_done.Token).ConfigureAwait(false);
            }
            catch (JournalException)
            {
                // The next append says the same, and that one is waited for.
            }

            await _watch.WaitAsync(news, _done.Token).ConfigureAwait(false);
        }
    }
}
