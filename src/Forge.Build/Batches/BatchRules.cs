using Forge.Build.Planning;

namespace Forge.Build.Batches;

/// <summary>What a buildspec may ask for in a batch of a project.</summary>
internal static class BatchRules
{
    /// <summary>Finds what keeps a batch from beginning.</summary>
    /// <returns>The first problem; empty for none.</returns>
    public static string Problem(BatchDefinition definition, BatchPlan plan) =>
        plan.Problem.Length > 0 ? plan.Problem
        : plan.Tasks.Count > definition.Settings.MaximumBuildsAllowed
            ? $"BatchSpec has invalid values.. The batch has {plan.Tasks.Count} builds, and project {definition.Build.Project} allows {definition.Settings.MaximumBuildsAllowed}; raise MaximumBuildsAllowed."
        : plan.Tasks.Select(task => Problem(definition, task)).OfType<string>().FirstOrDefault() is { } problem ? $"BatchSpec has invalid values.. {problem}"
        : "";

    private static string? Problem(BatchDefinition definition, BatchTask task)
    {
        var (name, environment, allowed) = (task.Identifier, task.Environment, definition.Settings.ComputeTypesAllowed);
        return environment switch
        {
            { ComputeType.Length: > 0 } when ComputeTypes.Find(environment.ComputeType, environment.Type) is null =>
                $"Build {name} has the compute-type {environment.ComputeType}, which is none of {ComputeTypes.Names}.",
            { ComputeType.Length: > 0 } when allowed.Count > 0 && !allowed.Contains(environment.ComputeType, StringComparer.Ordinal) =>
                $"Build {name} has the compute-type {environment.ComputeType}, and project {definition.Build.Project} allows {string.Join(", ", allowed)}.",
            { Image.Length: > 0 } when !ImageReference.TryParse(environment.Image, out _) =>
                $"Build {name} has the image {environment.Image}, which is not written as registry/repository:tag.",
            { PrivilegedMode: true } when !definition.Build.IsPrivileged =>
                $"Build {name} has privileged-mode, which project {definition.Build.Project} does not allow; set IsPrivileged there.",
            _ => null,
        };
    }
}
