using System.Globalization;
using System.Text.RegularExpressions;
using Forge.Build.Output;
using Forge.Build.Specs;
using Forge.Shared.Text;

namespace Forge.Build.Planning;

/// <summary>What a project and a request may say. Every rule that is broken is a sentence.</summary>
internal static partial class ProjectRules
{
    /// <summary>The most characters of a build's id.</summary>
    public const int LongestBuildId = 64;

    private const int LongestDescription = 255;
    private const int MostSecondarySources = 12;
    private const int MostConcurrent = 1000;
    private const int MostRetries = 10;
    private const int LongestBatchId = 48;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(36);

    /// <summary>Finds what is wrong with a project.</summary>
    public static IEnumerable<string> Problems(BuildProject project)
    {
        var definition = BuildDefinitionPlanner.Plan(project, new BuildRequest { Project = project.Name });
        IEnumerable<string?> own =
        [
            Unless(project.Description.Length <= LongestDescription, $"The description of project {Quotation.Of(project.Name)} has {project.Description.Length} characters; at most {LongestDescription} are allowed: shorten it."),
            Unless(
                project.ConcurrentBuildLimit is null or (>= 1 and <= MostConcurrent),
                string.Create(CultureInfo.InvariantCulture, $"ConcurrentBuildLimit of project {Quotation.Of(project.Name)} is {project.ConcurrentBuildLimit}; use 1 to {MostConcurrent:N0}, or null for no limit.")),
            Unless(project.AutoRetryLimit is >= 0 and <= MostRetries, $"AutoRetryLimit of project {Quotation.Of(project.Name)} is {project.AutoRetryLimit}; use 0 to {MostRetries}."),
            Unless(project.CacheNamespace.Length == 0 || Identifier().IsMatch(project.CacheNamespace.Replace('-', '_')), $"CacheNamespace of project {Quotation.Of(project.Name)} is {Quotation.Of(project.CacheNamespace)}; use 1 to 127 letters, digits, dashes and underscores."),
            .. DuplicateVariables(project),
            .. Problems(project.Batch),
            .. WebhookRules.Problems(project),
            LogProblem(project),
        ];
        return own.OfType<string>().Concat(Problems(definition));
    }

    /// <summary>Finds what is wrong with the settings of batches.</summary>
    public static IEnumerable<string> Problems(BuildBatchSettings batch)
    {
        IEnumerable<string?> problems =
        [
            Unless(batch.MaximumBuildsAllowed is >= 1 and <= BatchPlanner.MostTasks, $"MaximumBuildsAllowed is {batch.MaximumBuildsAllowed}; use 1 to {BatchPlanner.MostTasks}."),
            Unless(IsTimeout(batch.Timeout), $"A batch may take from 1 second to 36 hours, not {batch.Timeout}."),
            .. batch.ComputeTypesAllowed.Select(name => Unless(ComputeTypes.Find(name, "") is not null, $"ComputeTypesAllowed has {Quotation.Of(name)}, which is no compute type. Known are: {ComputeTypes.Names}.")),
        ];
        return problems.OfType<string>();
    }

    /// <summary>Finds what is wrong with a build that is asked for.</summary>
    public static IEnumerable<string> Problems(BuildDefinition definition)
    {
        IEnumerable<string?> problems =
        [
            Unless(ProjectName().IsMatch(definition.Project), $"{Quotation.Of(definition.Project)} is not the name of a project: use 2 to 150 letters, digits, dashes and underscores, and begin with a letter or digit."),
            Unless(IsTimeout(definition.Timeout), $"A build may take from 1 second to 36 hours, not {definition.Timeout}."),
            Unless(IsTimeout(definition.QueuedTimeout), $"A build may wait from 1 second to 36 hours, not {definition.QueuedTimeout}."),
            Unless(definition.FaultRetriesLeft is >= 0 and <= MostRetries, $"FaultRetryLimit is {definition.FaultRetriesLeft}; use 0 to {MostRetries}."),
            Unless(definition.SecondarySources.Count <= MostSecondarySources, $"A build may have {MostSecondarySources} secondary sources, not {definition.SecondarySources.Count}: leave some out."),
            .. definition.SecondarySources.Keys.Select(
                id => Unless(Identifier().IsMatch(id), $"{Quotation.Of(id)} is not the identifier of a secondary source: use 1 to 127 letters, digits and underscores.")),
            .. ArtifactRules.Problems(definition),
            .. definition.Variables.Select(Problem),
            .. definition.Webhook.Keys.Select(name => Unless(VariableName().IsMatch(name), $"{Quotation.Of(name)} is not the name of a webhook value: use letters, digits and underscores.")),
        ];
        return problems.OfType<string>();
    }

    /// <summary>Finds what is wrong with the secrets that a request gives by value.</summary>
    public static IEnumerable<string> Problems(IReadOnlyDictionary<string, SecretValue> secrets) =>
        secrets.Select(secret => Problem(new BuildVariable { Name = secret.Key, Value = secret.Value.Reveal() })).OfType<string>();

    /// <summary>Says whether a text can be the identifier of a secondary source or artifact.</summary>
    public static bool IsIdentifier(string text) => Identifier().IsMatch(text);

    /// <summary>Says whether a text can be the id of a build.</summary>
    public static bool IsBuildId(string text) => BuildId().IsMatch(text);

    /// <summary>Says whether a text can be the id of a batch, whose builds have ids that begin with it.</summary>
    public static bool IsBatchId(string text) => text.Length <= LongestBatchId && IsBuildId(text);

    private static string? Problem(BuildVariable variable)
    {
        if (!VariableName().IsMatch(variable.Name))
        {
            return $"{Quotation.Of(variable.Name)} is not the name of a variable: use letters, digits and underscores, and do not begin with a digit.";
        }

        if (variable.Value.Contains('\0', StringComparison.Ordinal))
        {
            return $"The value of {Quotation.Of(variable.Name)} holds a NUL character, which no variable can: remove it.";
        }

        var problem = "";
        return variable.Type is BuildVariableType.SecretsManager && SecretKeySpec.Parse(variable.Value, out problem) is null
            ? $"The secret {Quotation.Of(variable.Value)} of variable {Quotation.Of(variable.Name)} cannot be used: {problem}. Write id[:key[:stage[:version]]]."
            : null;
    }

    private static IEnumerable<string> DuplicateVariables(BuildProject project) =>
        project.Variables.GroupBy(variable => variable.Name, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"Project {Quotation.Of(project.Name)} sets the variable {Quotation.Of(same.Key)} {same.Count()} times. Set it once.");

    private static string? LogProblem(BuildProject project)
    {
        try
        {
            BuildLogLocation.Of(project.Name, project.Name, project.LogGroup, project.LogStreamPrefix);
            return null;
        }
        catch (FormatException e)
        {
            return $"LogGroup or LogStreamPrefix of project {Quotation.Of(project.Name)} cannot be used: {e.Message}";
        }
    }

    private static bool IsTimeout(TimeSpan timeout) => timeout >= ShortestTimeout && timeout <= LongestTimeout;

    private static string? Unless(bool isTrue, string problem) => isTrue ? null : problem;

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{1,149}\z")]
    private static partial Regex ProjectName();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\z")]
    private static partial Regex BuildId();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,127}\z")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();
}
