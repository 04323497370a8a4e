using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Reports;
using Forge.Build.Running;

namespace Forge.Build.Driving;

/// <summary>What a build leaves: reports, exported variables, artifacts, and its cache.</summary>
internal sealed class BuildOutputs(BuildServices services, BuildRecorder recorder, BuildLog log, TimeProvider timeProvider)
{
    /// <summary>Takes everything out of the environment, once the runner has ended, stores it and records it.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task<PhaseOutcome> TakeAsync(IBuildEnvironment environment, BuildPlan plan, CacheTransfer? cache, CancellationToken cancellationToken)
    {
        var expanded = await ExpandedTexts.ReadAsync(environment, plan, log, cancellationToken).ConfigureAwait(false);
        await ReportAsync(environment, expanded, cancellationToken).ConfigureAwait(false);
        log.Write("Phase is UPLOAD_ARTIFACTS");
        var exported = await ExportedVariables.ReadAsync(environment, expanded, log, cancellationToken).ConfigureAwait(false);
        var uploader = new ArtifactUploader(environment, services.ArtifactStore, log, services.Options.WorkDirectory);
        var (artifacts, outcome) = await uploader.UploadAsync(expanded, recorder.State.Result.BuildId, cancellationToken).ConfigureAwait(false);
        await recorder.TakeOutputsAsync(artifacts, exported).ConfigureAwait(false);
        if (cache is not null)
        {
            await cache.SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    private async Task ReportAsync(IBuildEnvironment environment, BuildPlan plan, CancellationToken cancellationToken)
    {
        var build = recorder.State.Result;
        var collector = new ReportCollector(environment, services.ArtifactStore, log, timeProvider);
        var facts = new ReportFacts { Project = build.Project, BuildId = build.BuildId, BuildNumber = build.Number, SourceDirectory = plan.SourceDirectory };
        await recorder.ReportAsync(await collector.CollectAsync(plan.Reports, facts, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
