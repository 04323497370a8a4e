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
        log.Write($"Phases found in YAML: {plan.PhasesInFile}");
        foreach (var phase in plan.Phases.Where(phase => phase.Commands.Count > 0))
        {
            log.Write($" {phase.Phase.ToReferenceName()}: {phase.Commands.Count} commands");
        }
    }
}
