using Forge.Build.Output;
using Forge.Build.Packaging;
using Forge.Build.Planning;
using Forge.Build.Reports;
using Forge.Build.Running;
using Forge.Build.Specs;

namespace Forge.Build.Driving;

/// <summary>What a build leaves: reports, exported variables, artifacts, and its cache. What an earlier host has recorded is not taken again.</summary>
internal sealed class BuildOutputs(BuildServices services, BuildRecorder recorder, BuildLog log, TimeProvider timeProvider)
{
    private BuildState State => recorder.State;

    private string Loss => $"the build ended in {State.Current.Phase.ToReferenceName()}, before its reports were complete";

    /// <summary>Takes everything out of the environment, once the runner has ended, stores it and records it.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task<PhaseOutcome> TakeAsync(IBuildEnvironment environment, BuildPlan plan, CacheTransfer? cache, CancellationToken cancellationToken)
    {
        var expanded = await ExpandedTexts.ReadAsync(environment, plan, log, cancellationToken).ConfigureAwait(false);
        await ReportAsync(() => Collector(environment).CollectAsync(expanded.Reports, Facts(plan), cancellationToken)).ConfigureAwait(false);
        log.Write("Phase is UPLOAD_ARTIFACTS");
        var outcome = await TakeArtifactsAsync(environment, expanded, cancellationToken).ConfigureAwait(false);
        if (cache is not null)
        {
            await cache.SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        return outcome;
    }

    /// <summary>Takes what there is of a build that a failure ends early: its exported variables, and reports that are incomplete.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public async Task TakeRemainsAsync(IBuildEnvironment environment, BuildPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Reports.Groups.Count > 0)
        {
            var expanded = await ExpandedTexts.ReadAsync(environment, plan, log, cancellationToken).ConfigureAwait(false);
            var reports = expanded.Reports.Incomplete(Loss);
            await ReportAsync(() => Collector(environment).CollectAsync(reports, Facts(plan), cancellationToken)).ConfigureAwait(false);
        }

        await TakeArtifactsAsync(environment, plan with { Artifact = null, SecondaryArtifacts = [] }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that nothing is known of the declared reports, unless something is.</summary>
    public async Task GiveUpReportsAsync(IBuildEnvironment environment, BuildPlan plan)
    {
        if (State.Reports is not null)
        {
            return;
        }

        using var enough = new CancellationTokenSource(services.Options.CleanUpTimeout, timeProvider);
        try
        {
            await ReportAsync(() => Collector(environment).GiveUpAsync(plan.Reports.Incomplete(Loss), Facts(plan), enough.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A store that takes for ever does not hold up a build that is over.
        }
    }

    private async Task ReportAsync(Func<Task<IReadOnlyList<BuildReport>>> make)
    {
        if (State.Reports is { } made)
        {
            log.GoOnFrom(made.LogNotes);
            return;
        }

        var before = log.Notes;
        var reports = await make().ConfigureAwait(false);
        if (reports.Count > 0 || log.Notes > before)
        {
            log.EndNotes();
            await recorder.ReportAsync(new ReportsMade { BuildId = State.Result.BuildId, Reports = reports, LogNotes = log.Notes }).ConfigureAwait(false);
        }
    }

    private async Task<PhaseOutcome> TakeArtifactsAsync(IBuildEnvironment environment, BuildPlan plan, CancellationToken cancellationToken)
    {
        if (State.Outputs is { } taken)
        {
            log.GoOnFrom(taken.LogNotes);
            return taken.Outcome;
        }

        var exported = await ExportedVariables.ReadAsync(environment, plan, log, cancellationToken).ConfigureAwait(false);
        var uploader = new ArtifactUploader(environment, services.ArtifactStore, log, services.Options.WorkDirectory);
        var (artifacts, outcome) = await uploader.UploadAsync(plan, State.Result.BuildId, cancellationToken).ConfigureAwait(false);
        if (plan.Artifacts.Any() || exported.Count > 0)
        {
            log.EndNotes();
            await recorder.TakeOutputsAsync(new OutputsTaken
            {
                BuildId = State.Result.BuildId,
                Artifacts = [.. artifacts.Select(ArtifactEntry.From)],
                ExportedVariables = exported,
                Outcome = outcome with { Message = log.Masked(outcome.Message) },
                LogNotes = log.Notes,
            }).ConfigureAwait(false);
        }

        return outcome;
    }

    private ReportCollector Collector(IBuildEnvironment environment) => new(environment, services.ArtifactStore, log, timeProvider);

    private ReportFacts Facts(BuildPlan plan) => new()
    {
        Project = State.Result.Project,
        BuildId = State.Result.BuildId,
        BuildNumber = State.Result.Number,
        SourceDirectory = plan.SourceDirectory,
        Suffix = State.Definition.ReportSuffix,
    };
}
