using System.Globalization;
using Forge.Build.Running;
using Forge.Build.Specs;
using Forge.Git;
using Forge.Shared.Text;

namespace Forge.Build.Planning;

/// <summary>Composes the environment of the commands. What an image sets is weaker than all of it.</summary>
internal static class EnvironmentPlanner
{
    private const string ReservedPrefix = "CODEBUILD_";
    private const string SettingPrefix = "CODEBUILD_CONFIG_";
    private const string PasswordVariable = "FORGE_GIT_PASSWORD";

    /// <summary>Says whether a name belongs to the build itself.</summary>
    public static bool IsReserved(string name) =>
        name.StartsWith(ReservedPrefix, StringComparison.Ordinal) && !name.StartsWith(SettingPrefix, StringComparison.Ordinal);

    /// <summary>Lays the sources one over the other: buildspec, its parameters and secrets, definition, request's secrets, the build's own.</summary>
    public static (IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, SecretValue> Secrets) Plan(
        EnvironmentSpec spec, BuildDefinition definition, BuildFacts facts)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        Lay(Region(facts));
        Lay(spec.Variables);
        LaySecrets(facts.Secrets);
        Lay(definition.Variables.Where(variable => variable.Type is BuildVariableType.Plaintext).Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
        LaySecrets(facts.RequestSecrets);
        Lay(OwnVariables(definition, facts));
        if (spec.GitCredentialHelper && facts.Credential is { } credential)
        {
            Lay(GitVariables(environment, facts, credential));
            LaySecrets([KeyValuePair.Create(PasswordVariable, credential.Password)]);
        }

        return (environment, secrets);

        void Lay(IEnumerable<KeyValuePair<string, string>> layer)
        {
            foreach (var (name, value) in layer)
            {
                secrets.Remove(name);
                environment[name] = value;
            }
        }

        void LaySecrets(IEnumerable<KeyValuePair<string, SecretValue>> layer)
        {
            foreach (var (name, value) in layer)
            {
                environment.Remove(name);
                secrets[name] = value;
            }
        }
    }

    // The weakest of all: who talks to a cloud names the region himself.
    private static Dictionary<string, string> Region(BuildFacts facts) =>
        facts.Region.Length == 0 ? [] : new() { ["AWS_DEFAULT_REGION"] = facts.Region, ["AWS_REGION"] = facts.Region };

    private static Dictionary<string, string> OwnVariables(BuildDefinition definition, BuildFacts facts)
    {
        var own = new Dictionary<string, string>
        {
            ["CODEBUILD_BUILD_ARN"] = BuildFacts.Arn(definition.Project, facts.BuildId),
            ["CODEBUILD_BUILD_ID"] = $"{definition.Project}:{facts.BuildId}",
            ["CODEBUILD_BUILD_NUMBER"] = facts.Number.ToString(CultureInfo.InvariantCulture),
            ["CODEBUILD_BUILD_SUCCEEDING"] = "1",
            ["CODEBUILD_INITIATOR"] = definition.Initiator,
            ["CODEBUILD_LOG_PATH"] = facts.BuildId,
            ["CODEBUILD_PROJECT_ARN"] = $"arn:forge:codebuild:local:forge:project/{definition.Project}",
            ["CODEBUILD_SRC_DIR"] = facts.SourceDirectory,
            ["CODEBUILD_START_TIME"] = facts.StartedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        Set("CODEBUILD_BUILD_IMAGE", definition.Image?.Value ?? "");
        Set("CODEBUILD_BATCH_BUILD_IDENTIFIER", facts.BatchIdentifier);
        Set("CODEBUILD_BUILD_URL", facts.BuildUrl);
        Set("CODEBUILD_PUBLIC_BUILD_URL", facts.PublicBuildUrl);
        Set("CODEBUILD_KMS_KEY_ID", facts.KeyId);
        foreach (var (name, value) in facts.Webhook)
        {
            Set($"CODEBUILD_WEBHOOK_{name}", value);
        }

        if (facts.Revision is { } revision)
        {
            own["CODEBUILD_RESOLVED_SOURCE_VERSION"] = revision.Commit.ToString();
            SetSource("", revision, facts.SourceVersion);
        }

        foreach (var source in facts.SecondarySources)
        {
            own[$"CODEBUILD_SRC_DIR_{source.Identifier}"] = source.Directory;
            if (source.Revision is { } secondary)
            {
                SetSource($"_{source.Identifier}", secondary, source.Version);
            }
        }

        return own;

        void Set(string name, string value)
        {
            if (value.Length > 0)
            {
                own[name] = value;
            }
        }

        void SetSource(string suffix, Git.SourceRevision revision, string version)
        {
            own[$"CODEBUILD_SOURCE_REPO_URL{suffix}"] = revision.Repository;
            own[$"CODEBUILD_SOURCE_VERSION{suffix}"] = version.Length > 0 ? version : revision.Ref?.ShortName ?? revision.Commit.ToString();
        }
    }

    // Git asks a program for credentials; the program answers from these variables. What others configured this way stays.
    private static Dictionary<string, string> GitVariables(Dictionary<string, string> environment, BuildFacts facts, SourceCredential credential)
    {
        _ = int.TryParse(environment.GetValueOrDefault("GIT_CONFIG_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        var runner = string.Concat(facts.SourceDirectory.AsSpan(0, facts.SourceDirectory.LastIndexOf('/')), $"/{RunnerFiles.RunnerDirectory}");
        return new Dictionary<string, string>
        {
            ["GIT_CONFIG_COUNT"] = (count + 1).ToString(CultureInfo.InvariantCulture),
            [$"GIT_CONFIG_KEY_{count}"] = "credential.helper",
            [$"GIT_CONFIG_VALUE_{count}"] = $"!{ShellQuoting.Quote($"{runner}/bin/forge-git-credential")}",
            ["FORGE_GIT_SERVER"] = credential.Server,
            ["FORGE_GIT_USERNAME"] = credential.UserName,
        };
    }
}
