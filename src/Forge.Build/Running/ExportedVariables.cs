using Forge.Build.Output;
using Forge.Build.Planning;

namespace Forge.Build.Running;

/// <summary>The variables that a build hands on, as they were at its end.</summary>
internal static class ExportedVariables
{
    /// <summary>Reads them. A secret that a command has put into one is masked.</summary>
    /// <exception cref="BuildExecutorException">The environment was lost.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        IBuildEnvironment environment, BuildPlan plan, BuildLog log, CancellationToken cancellationToken)
    {
        if (plan.ExportedVariables.Count == 0)
        {
            return new Dictionary<string, string>();
        }

        var bytes = await RunnerFiles.ReadAsync(environment, RunnerFiles.ExportedFile, cancellationToken).ConfigureAwait(false);
        return RunnerFiles.ReadExported(bytes.Span)
            .Where(variable => plan.ExportedVariables.Contains(variable.Key))
            .ToDictionary(variable => variable.Key, variable => log.Masked(variable.Value), StringComparer.Ordinal);
    }
}
