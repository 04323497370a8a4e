using System.Globalization;
using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Composes the environment of the commands. What an image sets is weaker than all of it.</summary>
internal static class EnvironmentPlanner
{
    /// <summary>Lays the sources one over the other: buildspec, its parameters and secrets, request, request's secrets, the build's own.</summary>
    public static (IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<string, SecretValue> Secrets) Plan(
        EnvironmentSpec spec, BuildDefinition definition, BuildFacts facts)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var secrets = new Dictionary<string, SecretValue>(StringComparer.Ordinal);
        Lay(spec.Variables);
        LaySecrets(facts.Secrets);
        Lay(definition.Variables.Where(variable => variable.Type is BuildVariableType.Plaintext).Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
        LaySecrets(facts.RequestSecrets);
        Lay(OwnVariables(definition, facts));
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

    private static Dictionary<string, string> OwnVariables(BuildDefinition definition, BuildFacts facts)
    {
        var own = new Dictionary<string, string>
        {
            ["CODEBUILD_BUILD_ARN"] = $"arn:forge:codebuild:local:forge:build/{definition.Project}:{facts.BuildId}",
            ["CODEBUILD_BUILD_ID"] = $"{definition.Project}:{facts.BuildId}",
            ["CODEBUILD_BUILD_NUMBER"] = facts.Number.ToString(CultureInfo.InvariantCulture),
            ["CODEBUILD_BUILD_SUCCEEDING"] = "1",
            ["CODEBUILD_INITIATOR"] = definition.Initiator,
            ["CODEBUILD_LOG_PATH"] = facts.BuildId,
            ["CODEBUILD_PROJECT_ARN"] = $"arn:forge:codebuild:local:forge:project/{definition.Project}",
            ["CODEBUILD_SRC_DIR"] = facts.SourceDirectory,
            ["CODEBUILD_START_TIME"] = facts.StartedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (definition.Image is { } image)
        {
            own["CODEBUILD_BUILD_IMAGE"] = image.Value;
        }

        if (facts.Revision is { } revision)
        {
            own["CODEBUILD_SOURCE_REPO_URL"] = revision.Repository;
            own["CODEBUILD_RESOLVED_SOURCE_VERSION"] = revision.Commit.ToString();
            own["CODEBUILD_SOURCE_VERSION"] = facts.SourceVersion.Length > 0 ? facts.SourceVersion : revision.Ref?.ShortName ?? revision.Commit.ToString();
        }

        return own;
    }
}
