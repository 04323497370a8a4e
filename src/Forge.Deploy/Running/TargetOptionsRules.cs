using System.ComponentModel.DataAnnotations;
using Forge.Deploy.Inventories;

namespace Forge.Deploy.Running;

/// <summary>What the options of every target have to keep to.</summary>
internal static class TargetOptionsRules
{
    /// <summary>Names what is wrong.</summary>
    public static IEnumerable<ValidationResult> Check(
        string stateDirectory, string destinationRoot, IDictionary<string, string> variables, IDictionary<string, string> tags)
    {
        if (!stateDirectory.StartsWith('/') || stateDirectory.TrimEnd('/').Length == 0)
        {
            yield return new ValidationResult($"The state directory '{stateDirectory}' must be an absolute path, and not the root.");
        }

        if (destinationRoot.Length > 0 && !destinationRoot.StartsWith('/'))
        {
            yield return new ValidationResult($"The destination root '{destinationRoot}' must be an absolute path, or empty for the target's own root.");
        }

        foreach (var (name, value) in variables)
        {
            if (!VariableName.IsValid(name) || value is null || value.Contains('\0', StringComparison.Ordinal))
            {
                yield return new ValidationResult($"The variable '{name}' cannot be set: its name is letters, digits and underscores, not a digit first, and its value holds no NUL.");
            }
        }

        foreach (var problem in TargetRules.CheckTags("The target", tags))
        {
            yield return new ValidationResult(problem);
        }
    }
}
