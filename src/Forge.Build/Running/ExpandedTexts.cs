using Forge.Build.Output;
using Forge.Build.Planning;

namespace Forge.Build.Running;

/// <summary>The texts of a plan, as the build's last shell expanded them.</summary>
internal static class ExpandedTexts
{
    /// <summary>Gives the plan with its texts expanded. Texts that could not be are taken as they stand, and the log says so.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static async Task<BuildPlan> ReadAsync(IBuildEnvironment environment, BuildPlan plan, BuildLog log, CancellationToken cancellationToken)
    {
        if (!RunnerPlan.NeedsExpansion(plan))
        {
            return plan;
        }

        var bytes = await RunnerFiles.ReadAsync(environment, RunnerFiles.ExpandedFile, cancellationToken).ConfigureAwait(false);
        if (RunnerFiles.ReadExpanded(bytes.Span, plan.Texts.Count) is { } texts)
        {
            return plan.WithTexts(texts);
        }

        log.Write("Warning: the variables in 'artifacts' and 'reports' could not be expanded and are taken as they stand");
        return plan;
    }
}
