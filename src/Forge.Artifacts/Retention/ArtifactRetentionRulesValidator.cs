using Microsoft.Extensions.Options;

namespace Forge.Artifacts.Retention;

/// <summary>Checks what one rule alone cannot show.</summary>
internal sealed class ArtifactRetentionRulesValidator : IValidateOptions<ArtifactRetentionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ArtifactRetentionOptions options)
    {
        var failures = options.Rules
            .Where(rule => rule is { MaxCount: null, MaxAge: null, MaxBytes: null })
            .Select(rule => $"Retention: The rule for '{rule.Prefix}' has no limit. Set MaxCount, MaxAge or MaxBytes, or remove it.")
            .Concat(options.Rules.GroupBy(rule => rule.Prefix, StringComparer.Ordinal).Where(rules => rules.Count() > 1)
                .Select(rules => $"Retention: There are several rules for '{rules.Key}'. Only the first would count."))
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
