using Forge.Build.Planning;
using Microsoft.Extensions.Options;

namespace Forge.Build;

/// <summary>Checks the projects of a host, all of them at once.</summary>
internal sealed class BuildProjectsValidator : IValidateOptions<BuildOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BuildOptions options)
    {
        var problems = options.Projects.SelectMany(ProjectRules.Problems)
            .Concat(options.Projects.GroupBy(project => project.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => $"There are {same.Count()} projects named '{same.Key}'. Give every project a name of its own."))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
