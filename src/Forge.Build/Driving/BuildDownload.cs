using System.Security.Cryptography;
using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Running;
using Forge.Git;

namespace Forge.Build.Driving;

/// <summary>Brings into an environment all that the commands of a build need: sources, plan, runner.</summary>
internal sealed class BuildDownload(
    BuildServices services, BuildRecorder recorder, IReadOnlyDictionary<string, SecretValue> secrets, BuildLog log, TimeProvider timeProvider)
{
    private BuildState State => recorder.State;

    /// <summary>Fetches the sources, makes the plan and puts everything in place. The last thing it does is to record that commands may begin.</summary>
    /// <returns>The plan, or what is wrong.</returns>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    /// <exception cref="SourceException">A source cannot be had.</exception>
    public async Task<(BuildPlan? Plan, PhaseOutcome? Failure)> FetchAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        var sourceDirectory = $"{environment.Directory}/{RunnerFiles.SourceDirectory}";
        log.Write("Phase is DOWNLOAD_SOURCE");
        log.Write($"CODEBUILD_SRC_DIR={sourceDirectory}");
        var temporary = Path.Combine(services.Options.WorkDirectory, $"forge-source-{State.Result.BuildId}");
        using var sources = await BuildSources.FetchAsync(State.Definition, services, temporary, cancellationToken).ConfigureAwait(false);
        foreach (var secondary in BuildSources.Locate(State.Definition, environment.Directory, sources))
        {
            log.Write($"CODEBUILD_SRC_DIR_{secondary.Identifier}={secondary.Directory}");
        }

        if (sources.Primary.Revision is { } revision)
        {
            await recorder.ResolveAsync(revision).ConfigureAwait(false);
        }

        var file = BuildSpecSource.Find(State.Definition.Buildspec, sources.Primary.Directory, sourceDirectory);
        log.Write($"YAML location is {file.Location}");
        if (file.Failure is not null)
        {
            return (null, file.Failure);
        }

        var logNotes = log.Notes;
        var (plan, failure) = await Preparation().PlanAsync(file.Name, file.Bytes, environment, sources, cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            return (null, failure);
        }

        await sources.PutAsync(environment, cancellationToken).ConfigureAwait(false);
        using var runner = RunnerFiles.Pack(plan, environment.Directory, timeProvider.GetUtcNow());
        await environment.PutAsync(RunnerFiles.RunnerDirectory, runner, cancellationToken).ConfigureAwait(false);
        using var spec = RunnerFiles.PackFile(RunnerFiles.SpecFile, file.Bytes, timeProvider.GetUtcNow());
        await environment.PutAsync(RunnerFiles.RunnerDirectory, spec, cancellationToken).ConfigureAwait(false);
        await recorder.ReadSpecAsync(new SpecRead
        {
            BuildId = State.Result.BuildId,
            Name = file.Name,
            Digest = Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)),
            Image = environment.Image?.Value,
            LogNotes = logNotes,
        }).ConfigureAwait(false);
        log.EndNotes();
        return (plan, null);
    }

    /// <summary>Makes the plan again of a build whose commands an earlier host began. The log goes on from where it was then.</summary>
    /// <returns>The plan, or what is wrong.</returns>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task<(BuildPlan? Plan, PhaseOutcome? Failure)> RepeatAsync(IBuildEnvironment environment, CancellationToken cancellationToken)
    {
        var spec = State.Spec!;
        log.GoOnFrom(spec.LogNotes);
        log.Phase = BuildPhase.DownloadSource;
        var text = await RunnerFiles.ReadAsync(environment, $"{RunnerFiles.RunnerDirectory}/{RunnerFiles.SpecFile}", cancellationToken).ConfigureAwait(false);
        return await Preparation().PlanAsync(spec.Name, text, environment, sources: null, cancellationToken).ConfigureAwait(false);
    }

    private BuildPreparation Preparation() => new(services, State, secrets, log);
}
