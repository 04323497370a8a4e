using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Build.Specs;
using Forge.Journal;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Driving;

/// <summary>Carries one build to its end, phase by phase, and records each. Goes on with a build that an earlier host began.</summary>
internal sealed partial class BuildDriver : IAsyncDisposable
{
    private const string EnvironmentLost = "build environment lost: the host ended in the middle of the build, and nothing is left of where it ran";
    private const string SecretsLost =
        "the host ended in the middle of the build, and with it the secrets that the request gave by value; give them as variables from a store instead";

    private readonly BuildServices _services;
    private readonly BuildRecorder _recorder;
    private readonly IReadOnlyDictionary<string, SecretValue> _secrets;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly BuildDefinition _definition;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _kill;
    private readonly CancellationTokenSource _any;
    private BuildLog _log = null!;
    private IBuildEnvironment? _environment;
    private BuildPlan? _plan;
    private BuildCommands? _commands;
    private CacheTransfer? _cache;

    /// <summary>Initializes a new instance of the <see cref="BuildDriver"/> class.</summary>
    public BuildDriver(
        BuildServices services, BuildRecorder recorder, IReadOnlyDictionary<string, SecretValue> secrets, TimeProvider timeProvider, ILogger logger)
    {
        _services = services;
        _recorder = recorder;
        _secrets = secrets;
        _timeProvider = timeProvider;
        _logger = logger;
        _definition = recorder.State.Definition;
        _timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        // A host that stops leaves the runner alone.
        _kill = CancellationTokenSource.CreateLinkedTokenSource(recorder.Stopping, _timeout.Token);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_kill.Token, recorder.Released);
    }

    private IBuildExecutor Executor => _services.FindExecutor(_definition.Executor)
        ?? throw new BuildExecutorException($"There is no executor '{_definition.Executor}' any more. Register it, or stop the build.", _definition.Executor);

    private BuildResult Build => _recorder.State.Result;

    private BuildPhase Phase => _recorder.State.Current.Phase;

    /// <summary>Runs the build to its end.</summary>
    /// <param name="turn">Its place in the queue.</param>
    /// <param name="repeat">Starts a build like this one anew, under an id.</param>
    /// <exception cref="OperationCanceledException">This host may no longer drive the build; where it runs it goes on.</exception>
    /// <exception cref="JournalException">What happened cannot be recorded.</exception>
    public async Task DriveAsync(BuildTurn turn, Func<BuildDefinition, string, Task> repeat)
    {
        _log = await _services.Logs.OpenAsync(Build.BuildId, _recorder.State.LogLocation, _recorder.Released).ConfigureAwait(false);
        _log.Phase = Phase;
        _log.Mask(_secrets);
        await BeginAsync().ConfigureAwait(false);
        if (Phase is BuildPhase.Queued)
        {
            SetTimeout(_definition.QueuedTimeout, _recorder.State.Current.StartedAt);
            await EndPhaseAsync(await TryAsync(() => WaitForTurnAsync(turn)).ConfigureAwait(false)).ConfigureAwait(false);
        }

        SetTimeout(_definition.Timeout, Build.Phases.FirstOrDefault(phase => phase.Phase is BuildPhase.Provisioning)?.StartedAt ?? _timeProvider.GetUtcNow());
        if (Phase is BuildPhase.Provisioning)
        {
            await EndPhaseAsync(await TryAsync(ProvisionAsync).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (Phase is BuildPhase.DownloadSource)
        {
            await EndPhaseAsync(await TryAsync(DownloadAsync).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await RunCommandsAsync().ConfigureAwait(false);
        if (Phase is BuildPhase.UploadArtifacts)
        {
            await EndPhaseAsync(await TryAsync(TakeOutputsAsync).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await EndAsync(repeat).ConfigureAwait(false);
    }

    /// <summary>Lets go of what runs: a build that has ended has nothing any more, and any other is for the next host.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_environment is { } environment)
        {
            _environment = null;
            // Letting go does not end with anybody's patience: nothing in it waits for long.
            await environment.DetachAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await EndCommandsAsync().ConfigureAwait(false);
        if (_log is not null)
        {
            await _log.DisposeAsync().ConfigureAwait(false);
        }

        _any.Dispose();
        _kill.Dispose();
        _timeout.Dispose();
    }

    // What an earlier host left is taken up where its commands may have begun, and removed where they have not.
    private async Task BeginAsync()
    {
        if (Phase is BuildPhase.Queued or BuildPhase.Completed)
        {
            return;
        }

        var left = await Executor.ReopenAsync(Build.BuildId, _recorder.Released).ConfigureAwait(false);
        if (Phase is BuildPhase.Finalizing)
        {
            _environment = left;
        }
        else if (Phase <= BuildPhase.DownloadSource && !await MayHaveBegunAsync(left).ConfigureAwait(false))
        {
            if (left is not null)
            {
                await _recorder.VoidCommandsAsync().ConfigureAwait(false);
                await left.DisposeAsync().ConfigureAwait(false);
            }

            _log.GoOnFrom(_recorder.State.LogNotes.GetValueOrDefault(Phase - 1));
        }
        else if (left is null)
        {
            await EndPhaseAsync(PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, EnvironmentLost)).ConfigureAwait(false);
        }
        else
        {
            _environment = left;
            if (await TryAsync(RejoinAsync).ConfigureAwait(false) is { Status: not BuildStatus.Succeeded } failure)
            {
                _log.EndReplay();
                await EndPhaseAsync(failure).ConfigureAwait(false);
            }
        }
    }

    // The intent is recorded before the runner is started; whether it began, where it runs tells.
    private async Task<bool> MayHaveBegunAsync(IBuildEnvironment? left) =>
        _recorder.State.Spec is not null && (left is null || await RunnerBeginning.MayHaveBegunAsync(left, _timeProvider, _recorder.Released).ConfigureAwait(false));

    private async Task<PhaseOutcome> WaitForTurnAsync(BuildTurn turn)
    {
        await turn.WaitAsync(_any.Token).ConfigureAwait(false);
        return PhaseOutcome.Succeeded;
    }

    private async Task<PhaseOutcome> ProvisionAsync()
    {
        BuildLogTexts.Provisioning(_log, _recorder.State);
        await OpenAsync().ConfigureAwait(false);
        BuildLogTexts.Provisioned(_log, _environment!.Notices);
        return PhaseOutcome.Succeeded;
    }

    private async Task OpenAsync()
    {
        _environment = await Executor.OpenAsync(
            new BuildEnvironmentSpec
            {
                BuildId = Build.BuildId,
                Project = _definition.Project,
                Image = _definition.Image,
                Limits = _definition.Limits,
                IsPrivileged = _definition.IsPrivileged,
            },
            _any.Token).ConfigureAwait(false);
    }

    private async Task<PhaseOutcome> DownloadAsync()
    {
        if (_definition.HasSecrets && _secrets.Count == 0)
        {
            return PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, SecretsLost);
        }

        if (_environment is null)
        {
            await OpenAsync().ConfigureAwait(false);
        }

        (_plan, var failure) = await Download().FetchAsync(_environment!, _any.Token).ConfigureAwait(false);
        return failure ?? await CreateCommands().StartAsync(_kill.Token).ConfigureAwait(false);
    }

    private BuildDownload Download() => new(_services, _recorder, _secrets, _log, _timeProvider);

    private BuildCommands CreateCommands()
    {
        _cache = _plan!.Cache is { } cache && _services.CacheOf(_definition) is { } store
            ? new CacheTransfer(_environment!, store, _log, cache, _plan.SourceDirectory)
            : null;
        return _commands = new BuildCommands(_environment!, _plan, _recorder, _log, _cache, _services.Options.OutputInterval, _timeProvider);
    }

    // All that the runner has told is told again, and what of it is in the journal or the log already is not written twice.
    private async Task<PhaseOutcome> RejoinAsync()
    {
        if (_definition.HasSecrets && _secrets.Count == 0)
        {
            return PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, SecretsLost);
        }

        (_plan, var failure) = await Download().RepeatAsync(_environment!, _any.Token).ConfigureAwait(false);
        if (failure is not null)
        {
            return failure;
        }

        var begun = await CreateCommands().RejoinAsync(_kill.Token).ConfigureAwait(false);
        if (begun == PhaseOutcome.Succeeded)
        {
            await EndPhaseAsync(begun, BuildPhase.DownloadSource).ConfigureAwait(false);
        }

        return begun;
    }

    private async Task RunCommandsAsync()
    {
        for (var phase = BuildPhase.Install; phase <= BuildPhase.PostBuild && _commands is not null && Phase is >= BuildPhase.Install and <= BuildPhase.UploadArtifacts;)
        {
            var plan = _plan!.Phases.First(planned => planned.Phase == phase);
            phase = await EndPhaseAsync(await TryAsync(_commands.FollowPhaseAsync).ConfigureAwait(false), phase, plan.OnFailure).ConfigureAwait(false);
        }
    }

    private async Task<PhaseOutcome> TakeOutputsAsync()
    {
        await _commands!.FinishAsync().ConfigureAwait(false);
        return await Outputs().TakeAsync(_environment!, _plan!, _cache, _any.Token).ConfigureAwait(false);
    }

    private Task<PhaseOutcome> TryAsync(Func<Task<PhaseOutcome>> act) =>
        new PhaseAttempt(_recorder, () => _commands?.DrainAsync() ?? Task.CompletedTask, _logger, _any.Token).RunAsync(act);

    private Task<BuildPhase> EndPhaseAsync(PhaseOutcome outcome) => EndPhaseAsync(outcome, Phase);

    // A phase that an earlier host recorded is only told to the log, which has those lines too.
    private async Task<BuildPhase> EndPhaseAsync(PhaseOutcome outcome, BuildPhase phase, OnFailure onFailure = OnFailure.Default)
    {
        if (outcome.Status is not (BuildStatus.Succeeded or BuildStatus.Failed))
        {
            _log.EndReplay();
        }

        var masked = outcome with { Message = _log.Masked(outcome.Message) };
        BuildLogTexts.End(_log, phase, masked);
        if (phase < Phase)
        {
            _log.GoOnFrom(_recorder.State.LogNotes[phase]);
            return _log.Phase = PhaseTransition.Next(phase, outcome.Status, onFailure);
        }

        if (_plan is not null && phase is >= BuildPhase.Install and <= BuildPhase.UploadArtifacts && PhaseTransition.Next(phase, outcome.Status, onFailure) is BuildPhase.Finalizing)
        {
            await TakeRemainsAsync(outcome.Status).ConfigureAwait(false);
        }

        var forgiven = _services.Options.ContinuedFailuresAreSuccess ? ForgivenFailures.Continued : ForgivenFailures.None;
        _log.EndNotes();
        return _log.Phase = await _recorder.EndPhaseAsync(masked, onFailure, forgiven, _log.Notes).ConfigureAwait(false);
    }

    // A build that ends before its last phase tells what it can all the same.
    private async Task TakeRemainsAsync(BuildStatus status)
    {
        if (status is BuildStatus.Failed && Phase < BuildPhase.UploadArtifacts)
        {
            await TryAsync(async () =>
            {
                await _commands!.FinishAsync().ConfigureAwait(false);
                await Outputs().TakeRemainsAsync(_environment!, _plan!, _any.Token).ConfigureAwait(false);
                return PhaseOutcome.Succeeded;
            }).ConfigureAwait(false);
        }

        if (status is not BuildStatus.Succeeded)
        {
            await Outputs().GiveUpReportsAsync(_environment!, _plan!).ConfigureAwait(false);
        }
    }

    private BuildOutputs Outputs() => new(_services, _recorder, _log, _timeProvider);

    private async Task EndAsync(Func<BuildDefinition, string, Task> repeat)
    {
        await CloseEnvironmentAsync().ConfigureAwait(false);
        var status = PhaseTransition.Outcome(_recorder.State.Outcomes);
        if (Repetition(status) is { } repetition)
        {
            // Under an id that follows from this one: a crash before the end of this build is recorded repeats nothing.
            await repeat(repetition with { RetryOf = Build.BuildId }, RetryId.After(Build.BuildId)).ConfigureAwait(false);
        }

        await _recorder.EndAsync(new BuildEnded
        {
            BuildId = Build.BuildId,
            Project = Build.Project,
            Status = status,
            EndedAt = _timeProvider.GetUtcNow(),
        }).ConfigureAwait(false);
        _log.Wake();
        await StoreLogAsync().ConfigureAwait(false);
        Log.BuildEnded(_logger, Build.BuildId, Build.Project, status);
    }

    private BuildDefinition? Repetition(BuildStatus status) => status switch
    {
        BuildStatus.Failed when _definition.RetriesLeft > 0 => _definition with { RetriesLeft = _definition.RetriesLeft - 1 },
        BuildStatus.Fault when _definition.FaultRetriesLeft > 0 && IsEnvironmentLost => _definition with { FaultRetriesLeft = _definition.FaultRetriesLeft - 1 },
        _ => null,
    };

    // A build whose secrets are lost would only be lost again.
    private bool IsEnvironmentLost =>
        Build.Phases.Any(phase => phase is { Status: BuildStatus.Fault, StatusCode: PhaseOutcome.ExecutorFault }) && (!_definition.HasSecrets || _secrets.Count > 0);

    // The build has ended, and whoever waits for it does not wait for this.
    private async Task StoreLogAsync()
    {
        using var enough = new CancellationTokenSource(_services.Options.CleanUpTimeout, _timeProvider);
        try
        {
            await _log.CompleteAsync(enough.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It stays as files, and the next host that starts stores it.
        }
    }

    private async Task CloseEnvironmentAsync()
    {
        await _kill.CancelAsync().ConfigureAwait(false);
        await EndCommandsAsync().ConfigureAwait(false);
        _log.EndOutput();
        if (_environment is not { } environment)
        {
            return;
        }

        _environment = null;
        try
        {
            await environment.DisposeAsync().AsTask().WaitAsync(_services.Options.CleanUpTimeout, _timeProvider).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BuildExecutorException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            Log.CleanUpFailed(_logger, Build.BuildId, e);
        }
    }

    private async Task EndCommandsAsync()
    {
        if (_commands is { } commands)
        {
            _commands = null;
            await commands.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void SetTimeout(TimeSpan limit, DateTimeOffset since)
    {
        var left = since + limit - _timeProvider.GetUtcNow();
        _timeout.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Information, "Build {Build} of {Project} ended as {Status}.")]
        public static partial void BuildEnded(ILogger logger, string build, string project, BuildStatus status);

        [LoggerMessage(2004, LogLevel.Error, "The environment of build {Build} could not be removed.")]
        public static partial void CleanUpFailed(ILogger logger, string build, Exception exception);
    }
}
