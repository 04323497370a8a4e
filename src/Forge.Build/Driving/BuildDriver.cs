using Forge.Artifacts;
using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Reports;
using Forge.Build.Running;
using Forge.Build.Specs;
using Forge.Git;
using Microsoft.Extensions.Logging;

namespace Forge.Build.Driving;

/// <summary>Carries one build to its end, phase by phase, and records each.</summary>
internal sealed partial class BuildDriver(BuildServices services, BuildRequest request, BuildRecorder recorder, ILogger logger) : IAsyncDisposable
{
    private readonly BuildLog _log = new(request.Log, services.TimeProvider);
    private readonly CancellationTokenSource _timeout = new(request.Timeout, services.TimeProvider);
    private IBuildEnvironment? _environment;
    private RunnerSession? _session;
    private IAsyncEnumerator<RunnerEvent>? _events;
    private BuildPlan? _plan;
    private ArtifactInfo? _artifact;
    private CancellationTokenSource? _either;

    private string BuildId => request.BuildId!;

    /// <summary>Runs the build.</summary>
    /// <param name="cancellationToken">Stops the build. Its result says so; nothing is thrown.</param>
    public async Task<BuildResult> DriveAsync(CancellationToken cancellationToken)
    {
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timeout.Token, recorder.Lost);
        _log.Mask(request.Secrets);
        _log.Write($"Running on Forge, executor '{services.Executor.Name}', build {request.Project}:{BuildId}, number {recorder.State.Result.Number}");
        var phase = await EndPhaseAsync(await TryAsync(ProvisionAsync, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        if (phase is BuildPhase.DownloadSource)
        {
            phase = await EndPhaseAsync(await TryAsync(DownloadAsync, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        if (phase is BuildPhase.Install)
        {
            phase = await RunCommandsAsync(cancellationToken).ConfigureAwait(false);
        }

        if (phase is BuildPhase.UploadArtifacts)
        {
            await EndPhaseAsync(await TryAsync(UploadAsync, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await CloseEnvironmentAsync().ConfigureAwait(false);
        await recorder.EndAsync(_artifact).ConfigureAwait(false);
        Log.BuildEnded(logger, BuildId, request.Project, recorder.State.Result.Status);
        return recorder.State.Result;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseEnvironmentAsync().ConfigureAwait(false);
        _either?.Dispose();
        _timeout.Dispose();
    }

    private async Task<PhaseOutcome> ProvisionAsync(CancellationToken cancellationToken)
    {
        _environment = await services.Executor.OpenAsync(
            new BuildEnvironmentSpec { BuildId = BuildId, Image = request.Image, Limits = request.Limits }, cancellationToken).ConfigureAwait(false);
        _log.Write("Waiting for DOWNLOAD_SOURCE");
        return PhaseOutcome.Succeeded;
    }

    private async Task<PhaseOutcome> DownloadAsync(CancellationToken cancellationToken)
    {
        var sourceDirectory = $"{_environment!.Directory}/{RunnerFiles.SourceDirectory}";
        _log.Write("Phase is DOWNLOAD_SOURCE");
        _log.Write($"CODEBUILD_SRC_DIR={sourceDirectory}");
        var temporary = Path.Combine(services.Options.WorkDirectory, $"forge-source-{BuildId}");
        using var source = await SourceCheckout.FetchAsync(request.Source, services.SourceProviders, temporary, cancellationToken).ConfigureAwait(false);
        if (source.Revision is { } revision)
        {
            await recorder.ResolveAsync(revision).ConfigureAwait(false);
        }

        var (plan, failure) = await PlanAsync(source, sourceDirectory, cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            return failure!;
        }

        _plan = plan;
        await PutAsync(source, plan, cancellationToken).ConfigureAwait(false);
        return await StartRunnerAsync(plan, cancellationToken).ConfigureAwait(false);
    }

    private async Task<(BuildPlan? Plan, PhaseOutcome? Failure)> PlanAsync(SourceCheckout source, string sourceDirectory, CancellationToken cancellationToken)
    {
        var file = BuildSpecSource.Find(request.Buildspec, source.Directory, sourceDirectory);
        _log.Write($"YAML location is {file.Location}");
        if (file.Failure is not null)
        {
            return (null, file.Failure);
        }

        var spec = BuildSpecReader.Read(file.Name, file.Bytes.Span, out var problems);
        BuildLogTexts.Problems(_log, spec, problems);
        if (spec is null)
        {
            return (null, PhaseOutcome.Failed(PhaseOutcome.YamlFileError, problems.First(problem => problem.Severity is SpecSeverity.Error).Message));
        }

        _log.Write("Processing environment variables");
        if (spec.Environment.ParameterStore.Count > 0)
        {
            _log.Write("Decrypting parameter store environment variables");
        }

        var (secrets, failure) = await services.Secrets.ResolveAsync(spec.Environment, cancellationToken).ConfigureAwait(false);
        if (failure is not null)
        {
            return (null, failure);
        }

        _log.Mask(secrets.Concat(request.Secrets));
        var plan = BuildPlanner.Plan(spec, request, new BuildFacts
        {
            BuildId = BuildId,
            Number = recorder.State.Result.Number,
            StartedAt = recorder.State.Result.StartedAt,
            SourceDirectory = sourceDirectory,
            Revision = source.Revision,
            SourceVersion = request.Source.Location?.Version ?? "",
            Secrets = secrets,
        });
        BuildLogTexts.Plan(_log, plan);
        return (plan, null);
    }

    private async Task PutAsync(SourceCheckout source, BuildPlan plan, CancellationToken cancellationToken)
    {
        Stream files = source.Directory is null ? new MemoryStream(new byte[1024]) : source.Pack();
        await using (files.ConfigureAwait(false))
        {
            await _environment!.PutAsync(RunnerFiles.SourceDirectory, files, cancellationToken).ConfigureAwait(false);
        }

        using var runner = RunnerFiles.Pack(plan, _environment.Directory, services.TimeProvider.GetUtcNow());
        await _environment.PutAsync(RunnerFiles.RunnerDirectory, runner, cancellationToken).ConfigureAwait(false);
    }

    // The phase lasts until the runner says that it can work here.
    private async Task<PhaseOutcome> StartRunnerAsync(BuildPlan plan, CancellationToken cancellationToken)
    {
        _session = new RunnerSession(_environment!, _log, services.Options.OutputInterval, services.TimeProvider);
        _session.Start(RunnerFiles.EnvironmentText(plan), cancellationToken);
        _events = _session.ReadAsync(cancellationToken).GetAsyncEnumerator(CancellationToken.None);
        if (!await _events.MoveNextAsync().ConfigureAwait(false))
        {
            return await RunnerGoneAsync().ConfigureAwait(false);
        }

        return _events.Current.Kind is RunnerEventKind.Refused
            ? PhaseOutcome.Failed(PhaseOutcome.ClientError, _events.Current.Text)
            : PhaseOutcome.Succeeded;
    }

    private async Task<BuildPhase> RunCommandsAsync(CancellationToken cancellationToken)
    {
        var phase = BuildPhase.Install;
        while (phase is BuildPhase.Install or BuildPhase.PreBuild or BuildPhase.Build or BuildPhase.PostBuild)
        {
            var plan = _plan!.Phases.First(planned => planned.Phase == phase);
            phase = await EndPhaseAsync(await TryAsync(_ => FollowPhaseAsync(), cancellationToken).ConfigureAwait(false), plan.OnFailure).ConfigureAwait(false);
        }

        return phase;
    }

    private async Task<PhaseOutcome> FollowPhaseAsync()
    {
        RunnerEvent? failed = null;
        while (await _events!.MoveNextAsync().ConfigureAwait(false))
        {
            var next = _events.Current;
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
                    _log.Write($"Running command {_plan!.CommandText(next.Command)}");
                    break;
                case RunnerEventKind.CommandEnded when next.Status != 0:
                    failed = next;
                    _log.Write($"Command did not exit successfully {_plan!.CommandText(next.Command)} exit status {next.Status}");
                    break;
                case RunnerEventKind.PhaseSucceeded:
                    return PhaseOutcome.Succeeded;
                case RunnerEventKind.PhaseFailed when failed is not null:
                    return PhaseOutcome.Failed(
                        PhaseOutcome.CommandExecutionError,
                        $"Error while executing command: {_plan!.CommandText(failed.Command)}. Reason: exit status {failed.Status}");
            }
        }

        return await RunnerGoneAsync().ConfigureAwait(false);
    }

    private async Task<PhaseOutcome> UploadAsync(CancellationToken cancellationToken)
    {
        // After the last phase the runner expands what the artifact needs, and ends.
        while (await _events!.MoveNextAsync().ConfigureAwait(false))
        {
        }

        await _session!.Result.ConfigureAwait(false);
        _log.EndOutput();
        await ReportAsync(cancellationToken).ConfigureAwait(false);
        _log.Write("Phase is UPLOAD_ARTIFACTS");
        var uploader = new ArtifactUploader(_environment!, services.ArtifactStore, _log, services.Options.WorkDirectory);
        (_artifact, var outcome) = await uploader.UploadAsync(_plan!, $"{request.Project}/{BuildId}", cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    private async Task ReportAsync(CancellationToken cancellationToken)
    {
        var collector = new ReportCollector(_environment!, services.ArtifactStore, _log, services.TimeProvider);
        var facts = new ReportFacts { Project = request.Project, BuildId = BuildId, BuildNumber = recorder.State.Result.Number, SourceDirectory = _plan!.SourceDirectory };
        await recorder.ReportAsync(await collector.CollectAsync(_plan.Reports, facts, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<PhaseOutcome> RunnerGoneAsync()
    {
        var result = await _session!.Result.ConfigureAwait(false);
        var why = result.IsOutOfMemory ? "it was out of memory" : $"the build runner ended with status {result.ExitCode}";
        return PhaseOutcome.Failed(
            PhaseOutcome.CommandExecutionError, $"Build container found dead before completing the build: {why}. {_session.Errors}".TrimEnd());
    }

    // What users cause is an outcome; so is what the parts of the host fail at; a bug is neither.
    private async Task<PhaseOutcome> TryAsync(Func<CancellationToken, Task<PhaseOutcome>> act, CancellationToken stop)
    {
        try
        {
            return await act(_either!.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (recorder.Lost.IsCancellationRequested)
        {
            throw recorder.TakenOver(e);
        }
        catch (OperationCanceledException) when (_either!.IsCancellationRequested)
        {
            await DrainAsync().ConfigureAwait(false);
            return stop.IsCancellationRequested ? PhaseOutcome.Stopped : PhaseOutcome.TimedOut;
        }
        catch (BuildExecutorException e)
        {
            Log.ExecutorFailed(logger, BuildId, e);
            return PhaseOutcome.Fault(PhaseOutcome.ExecutorFault, e.Message);
        }
        catch (SourceException e)
        {
            return PhaseOutcome.Failed(PhaseOutcome.ClientError, e.Message);
        }
    }

    private async Task DrainAsync()
    {
        if (_session is null)
        {
            return;
        }

        try
        {
            await _session.DrainAsync().ConfigureAwait(false);
        }
        catch (BuildExecutorException e)
        {
            Log.ExecutorFailed(logger, BuildId, e);
        }
    }

    private async Task<BuildPhase> EndPhaseAsync(PhaseOutcome outcome, OnFailure onFailure = OnFailure.Default)
    {
        var masked = outcome with { Message = _log.Masked(outcome.Message) };
        _log.Write($"Phase complete: {recorder.State.Current.Phase.ToReferenceName()} State: {outcome.Status.ToReferenceName()}");
        _log.Write($"Phase context status code: {masked.Code} Message: {masked.Message}");
        return await recorder.EndPhaseAsync(masked, onFailure).ConfigureAwait(false);
    }

    private async Task CloseEnvironmentAsync()
    {
        await EndRunnerAsync().ConfigureAwait(false);

        if (_environment is not { } environment)
        {
            return;
        }

        _environment = null;
        try
        {
            await environment.DisposeAsync().AsTask().WaitAsync(services.Options.CleanUpTimeout, services.TimeProvider).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BuildExecutorException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            Log.CleanUpFailed(logger, BuildId, e);
        }
    }

    // Nothing that the runner could still do is wanted: all its phases are over, or were cut short.
    private async Task EndRunnerAsync()
    {
        if (_session is not { } session)
        {
            return;
        }

        _session = null;
        await _events!.DisposeAsync().ConfigureAwait(false);
        try
        {
            await _either!.CancelAsync().ConfigureAwait(false);
            await session.Result.ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or BuildExecutorException)
        {
            // Whatever it was, the phase has said so.
        }

        _log.EndOutput();
    }

    private static partial class Log
    {
        [LoggerMessage(2002, LogLevel.Information, "Build {Build} of {Project} ended as {Status}.")]
        public static partial void BuildEnded(ILogger logger, string build, string project, BuildStatus status);

        [LoggerMessage(2003, LogLevel.Error, "The executor failed build {Build}.")]
        public static partial void ExecutorFailed(ILogger logger, string build, Exception exception);

        [LoggerMessage(2004, LogLevel.Error, "The environment of build {Build} could not be removed.")]
        public static partial void CleanUpFailed(ILogger logger, string build, Exception exception);
    }
}
