using Forge.Git;
using Microsoft.Extensions.Options;

namespace Forge.Pipelines;

/// <summary>Lists every mistake in the pipelines at once.</summary>
internal sealed class PipelinesOptionsValidator : IValidateOptions<PipelinesOptions>
{
    public ValidateOptionsResult Validate(string? name, PipelinesOptions options)
    {
        var problems = options.Pipelines.SelectMany(Problems).ToList();
        problems.AddRange(options.Pipelines
            .GroupBy(pipeline => pipeline.Name, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"There are {group.Count()} pipelines named '{group.Key}': give each a name of its own."));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(PipelineOptions pipeline)
    {
        if (pipeline.Name.Length == 0 || !pipeline.Name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            yield return $"The pipeline name '{pipeline.Name}' is not allowed: use letters, digits and dashes.";
        }

        if (pipeline.Repository.Length == 0)
        {
            yield return $"The pipeline '{pipeline.Name}' names no repository: set Repository.";
        }

        if (!GitRef.TryParse("refs/heads/" + pipeline.Branch, out _))
        {
            yield return $"The pipeline '{pipeline.Name}' follows '{pipeline.Branch}', which is not a branch name: write it short, as in main.";
        }

        if (pipeline.Executor.Length == 0)
        {
            yield return $"The pipeline '{pipeline.Name}' names no executor: set Executor, to process or docker for example.";
        }
    }
}
