using System.Text.RegularExpressions;
using Forge.Shared.Text;

namespace Forge.Build.Specs;

/// <summary>Reads <c>env</c>, which version 0.1 calls <c>environment_variables</c>.</summary>
internal static partial class EnvironmentSpecReader
{
    public static EnvironmentSpec Read(SpecSection? section, bool isFirstVersion)
    {
        if (section is null)
        {
            return new EnvironmentSpec();
        }

        var variablesKey = isFirstVersion ? "plaintext" : "variables";
        section.AllowOnly(
            "ENV", "shell", variablesKey, "parameter-store", "secrets-manager", "exported-variables", "git-credential-helper");
        CheckNames(section, variablesKey);
        CheckNames(section, "parameter-store");
        CheckNames(section, "secrets-manager");
        return new EnvironmentSpec
        {
            Shell = section.Text("shell"),
            Variables = section.Pairs(variablesKey),
            ParameterStore = section.Pairs("parameter-store"),
            SecretsManager = ReadSecrets(section),
            ExportedVariables = section.Texts("exported-variables") ?? [],
            GitCredentialHelper = section.Boolean("git-credential-helper"),
        };
    }

    /// <summary>Refuses what cannot be the name of a variable, and warns of names that belong to builds.</summary>
    public static void CheckNames(SpecSection section, string key)
    {
        if (section.Section(key) is not { } variables)
        {
            return;
        }

        foreach (var (name, _) in variables.Entries)
        {
            if (!VariableName().IsMatch(name.Text))
            {
                section.Problems.Add(name, $"{Quotation.Of(name.Text)} is not the name of a variable: use letters, digits and underscores, and do not begin with a digit");
            }
            else if (name.Text.StartsWith("CODEBUILD_", StringComparison.Ordinal) && !name.Text.StartsWith("CODEBUILD_CONFIG_", StringComparison.Ordinal))
            {
                section.Problems.Warn(name, $"{Quotation.Of(name.Text)}: names that begin with CODEBUILD_ are reserved; the build's own value wins if it has one");
            }
        }
    }

    private static List<KeyValuePair<string, SecretKeySpec>> ReadSecrets(SpecSection section)
    {
        var secrets = new List<KeyValuePair<string, SecretKeySpec>>();
        var places = section.Section("secrets-manager")?.Entries ?? [];
        foreach (var ((name, text), (key, _)) in section.Pairs("secrets-manager").Zip(places))
        {
            if (SecretKeySpec.Parse(text, out var problem) is { } secret)
            {
                secrets.Add(new(name, secret));
            }
            else
            {
                section.Problems.Add(key, $"{Quotation.Of(text)} is not a reference to a secret: {problem}; write id[:json-key[:version-stage[:version-id]]]");
            }
        }

        return secrets;
    }

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableName();
}
