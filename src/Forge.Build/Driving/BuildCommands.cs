using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Build.Specs;

namespace Forge.Build.Driving;

/// <summary>The commands of one build while they run: follows the runner through the phases, and answers it at breakpoints.</summary>
internal sealed class BuildCommands : IAsyncDisposable
{
    private readonly IBuildEnvironment _environment;
    private readonly BuildPlan _plan;
    private readonly BuildRecorder _recorder;
    private readonly BuildLog _log;
    private readonly TimeProvider _timeProvider;
    private readonly RunnerSession _session;
    private IAsyncEnumerator<RunnerEvent>? _events;
    private Task _moving = Task.CompletedTask;
    private Task _resuming = Task.CompletedTask;
    private int _pauses;
    private int _resumes;

    /// <summary>Initializes a new instance of the <see cref="BuildCommands"/> class. Nothing runs yet.</summary>
    public BuildCommands(IBuildEnvironment environment, BuildPlan plan, BuildRecorder recorder, BuildLog log, CacheTransfer? cache, TimeSpan interval, TimeProvider timeProvider)
    {
        _environment = environment;
        _plan = plan;
        _recorder = recorder;
        _log = log;
        _timeProvider = timeProvider;
        _session = new RunnerSession(environment, log, cache, interval, timeProvider);
    }

    /// <summary>Starts the runner and waits until it says whether it can work here.</summary>
    /// <param name="kill">Ends the runner and all it started.</param>
    public Task<PhaseOutcome> StartAsync(CancellationToken kill)
    {
        _session.Start(RunnerFiles.EnvironmentText(_plan, _environment.Directory), kill);
        return WaitForRunnerAsync(kill);
    }

    /// <summary>Goes on with a runner that an earlier host started. All that it has told is told again.</summary>
    /// <param name="kill">Ends the runner and all it started.</param>
    public Task<PhaseOutcome> RejoinAsync(CancellationToken kill)
    {
        _session.Rejoin(kill);
        return WaitForRunnerAsync(kill);
    }

    /// <summary>Follows one phase to its end.</summary>
    /// <exception cref="OperationCanceledException">The build was cut short, or is no longer this host's.</exception>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task<PhaseOutcome> FollowPhaseAsync()
    {
        RunnerEvent? failed = null;
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            var next = _events!.Current;
            switch (next.Kind)
            {
                case RunnerEventKind.PhaseBegan:
                    _log.Write($"Entering phase {next.Phase.ToReferenceName()}");
                    break;
                case RunnerEventKind.PhaseRetried:
                    failed = null;
                    _log.Write($"Phase {next.Phase.ToReferenceName()} failed and is tried again");
                    break;
                case RunnerEventKind.CommandBegan:
                    _log.Write($"Running command {_plan.CommandText(next.Command)}");
                    break;
                case RunnerEventKind.CommandEnded when next.Status != 0:
                    failed = next;
                    _log.Write($"Command did not exit successfully {_plan.CommandText(next.Command)} exit status {next.Status}");
                    break;
                case RunnerEventKind.Paused:
                    await _recorder.PauseAsync(++_pauses).ConfigureAwait(false);
                    _resuming = ResumeWhenAskedAsync(_pauses);
                    break;
                case RunnerEventKind.Resumed:
                    await _recorder.ResumedAsync(_resumes = _pauses).ConfigureAwait(false);
                    break;
                case RunnerEventKind.PhaseSucceeded:
                    return PhaseOutcome.Succeeded;
                case RunnerEventKind.PhaseFailed when failed is not null:
                    return PhaseOutcome.Failed(
                        PhaseOutcome.CommandExecutionError,
                        $"Error while executing command: {_plan.CommandText(failed.Command)}. Reason: exit status {failed.Status}");
            }
        }

        return await GoneAsync().ConfigureAwait(false);
    }

    /// <summary>Waits for the end of the runner, which does some work after the last phase.</summary>
    public async Task FinishAsync()
    {
        while (await MoveNextAsync().ConfigureAwait(false))
        {
        }

        await _session.Result.ConfigureAwait(false);
        _log.EndOutput();
    }

    /// <summary>Brings what was printed before a build was cut short into its log.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public Task DrainAsync() => _session.DrainAsync();

    /// <summary>Waits for the end of a runner that was killed or let go.</summary>
    public async ValueTask DisposeAsync()
    {
        await _moving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _resuming.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_events is not null)
        {
            await _events.DisposeAsync().ConfigureAwait(false);
        }

        try
        {
            await _session.Result.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or BuildExecutorException)
        {
            // Whatever it was, the phase has said so.
        }
    }

    private async Task<PhaseOutcome> WaitForRunnerAsync(CancellationToken kill)
    {
        _events = _session.ReadAsync(kill).GetAsyncEnumerator(CancellationToken.None);
        if (!await MoveNextAsync().ConfigureAwait(false))
        {
            return await GoneAsync().ConfigureAwait(false);
        }

        return _events.Current.Kind is RunnerEventKind.Refused
            ? PhaseOutcome.Failed(PhaseOutcome.ClientError, _events.Current.Text)
            : PhaseOutcome.Succeeded;
    }

    // A runner that is killed ends its events; one that is let go does not, and is left here.
    private Task<bool> MoveNextAsync()
    {
        var moving = _events!.MoveNextAsync().AsTask();
        _moving = moving;
        return moving.WaitAsync(_recorder.Released);
    }

    // The runner waits at a breakpoint until it finds the file, or until somebody says codebuild-resume where it runs.
    private async Task ResumeWhenAskedAsync(int pause)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_recorder.Stopping, _recorder.Released);
        await _recorder.WaitForResumeAsync(pause, either.Token).ConfigureAwait(false);
        if (_resumes >= pause)
        {
            return;
        }

        using var answer = RunnerFiles.PackFile(RunnerFiles.ResumeFile, ReadOnlyMemory<byte>.Empty, _timeProvider.GetUtcNow());
        await _environment.PutAsync(RunnerFiles.RunnerDirectory, answer, either.Token).ConfigureAwait(false);
    }

    private async Task<PhaseOutcome> GoneAsync()
    {
        var result = await _session.Result.ConfigureAwait(false);
        var why = result.IsOutOfMemory ? "it was out of memory" : $"the build runner ended with status {result.ExitCode}";
        return PhaseOutcome.Failed(
            PhaseOutcome.CommandExecutionError, $"Build container found dead before completing the build: {why}. {_session.Errors}".TrimEnd());
    }
}
