using Forge.Build.Output;
using Forge.Build.Planning;
using Forge.Build.Specs;

namespace Forge.Build.Driving;

/// <summary>Writes what the log says of a buildspec, in the reference's lines.</summary>
internal static class BuildLogTexts
{
    /// <summary>Writes what is wrong with a buildspec.</summary>
    public static void Problems(BuildLog log, BuildSpec? spec, IReadOnlyList<SpecProblem> problems)
    {
        foreach (var problem in problems)
        {
            log.Write(problem.ToString());
        }

        var sections = (spec?.UnknownKeys ?? []).GroupBy(unknown => unknown.Section).ToList();
        if (sections.Count > 0)
        {
            log.Write("Found possible syntax errors in buildspec:");
        }

        foreach (var section in sections)
        {
            log.Write($"In the section {section.Key}");
            log.Write("The following keys cannot be identified:");
            log.Write(string.Join(' ', section.Select(unknown => unknown.Key)));
        }
    }

    /// <summary>Writes what will be done, and what will not.</summary>
    public static void Plan(BuildLog log, BuildPlan plan)
    {
        foreach (var notice in plan.Notices)
        {
            log.Write($"Warning: {notice}");
        }

        foreach (var selection in plan.Selections)
        {
            log.Write(selection);
        }

        log.Write($"Moving to directory {plan.SourceDirectory}");
        log.Write("Registering with agent");
        log.Write($"Phases found in YAML: {plan.PhasesInFile}");
        foreach (var phase in plan.Phases.Where(phase => phase.Commands.Count > 0))
        {
            log.Write($" {phase.Phase.ToReferenceName()}: {phase.Commands.Count} commands");
        }
    }

    /// <summary>Writes that an environment is being made.</summary>
    public static void Provisioning(BuildLog log, BuildState state) =>
        log.Write($"Running on Forge, executor '{state.Definition.Executor}', build {state.Result.Project}:{state.Result.BuildId}, number {state.Result.Number}");

    /// <summary>Writes that the environment is there.</summary>
    /// <param name="log">The log.</param>
    /// <param name="notices">What is otherwise there than the build asked for.</param>
    public static void Provisioned(BuildLog log, IReadOnlyList<string> notices)
    {
        foreach (var notice in notices)
        {
            log.Write($"Warning: {notice}");
        }

        log.Write("Waiting for agent ping");
        log.Write("Waiting for DOWNLOAD_SOURCE");
    }

    /// <summary>Writes how a phase ended. As in the reference, the log begins with the source: of what comes before, only what goes wrong is told.</summary>
    public static void End(BuildLog log, BuildPhase phase, PhaseOutcome outcome)
    {
        if (phase < BuildPhase.DownloadSource && outcome.Status is BuildStatus.Succeeded)
        {
            return;
        }

        log.Write($"Phase complete: {phase.ToReferenceName()} State: {outcome.Status.ToReferenceName()}");
        log.Write($"Phase context status code: {outcome.Code} Message: {outcome.Message}");
    }
}
