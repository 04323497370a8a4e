using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Says which parts of a buildspec are read but not carried out, or not as in the reference, so that nothing is ignored in silence.</summary>
internal static class NoticePlanner
{
    public static IReadOnlyList<string> Plan(BuildSpec spec, BuildDefinition definition, BuildFacts facts)
    {
        (bool IsMet, string Notice)[] notices =
        [
            (facts.Runtimes is null && spec.Phases.Values.Any(phase => phase.RuntimeVersions.Count > 0),
                "Skipping install of runtimes. Runtime version selection is not supported by this build image"),
            (spec.Environment.GitCredentialHelper && facts.Credential is null, "env.git-credential-helper has no effect: the source needs no credential, or has none"),
            (spec.HasProxy, "proxy has no effect: uploads and logs do not leave the host through the build"),
            (spec.Batch is not null, "batch is ignored: this is a plain build"),
            (spec.Cache is { Paths.Count: 0 }, "cache names no paths: nothing is restored or saved"),
            (spec.Cache is { Paths.Count: > 0 } && !facts.HasCache, "cache has no effect: the host keeps no cache for this project"),
            (spec.Cache is { Key.Length: 0, FallbackKeys.Count: > 0 }, "cache.fallback-keys is ignored: cache.key is missing"),
            (spec.Artifacts?.S3Prefix.Length > 0 && definition.Artifact is { HasBuildId: false }, "artifacts.s3-prefix is ignored: the project's keys have no build id"),
            (spec.Artifacts is { Files.Count: 0 }, "artifacts.files is empty: no artifact is stored"),
            (spec.Artifacts is not null && !definition.Artifact.IsStored, "artifacts is ignored: the project stores none"),
            (spec.Artifacts?.Name.Length > 0 && definition.Artifact is { OverrideName: false }, "artifacts.name is ignored: the project does not let it win"),
            (spec.Environment.Variables.Any(variable => variable is { Key: "PATH" } && variable.Value.Contains('$', StringComparison.Ordinal)),
                "env.variables sets PATH to a text with '$', which is not expanded there: programs may not be found"),
        ];
        return [.. notices.Where(notice => notice.IsMet).Select(notice => notice.Notice), .. NotExported(spec), .. Reserved(definition)];
    }

    private static IEnumerable<string> NotExported(BuildSpec spec) =>
        spec.Environment.ExportedVariables
            .Where(name => !BuildPlanner.MayExport(name, spec.Environment, new Dictionary<string, SecretValue>()))
            .Select(name => $"env.exported-variables: '{name}' is not handed on, because it is a secret or begins with AWS_");

    private static IEnumerable<string> Reserved(BuildDefinition definition) =>
        definition.Variables.Select(variable => variable.Name)
            .Where(EnvironmentPlanner.IsReserved)
            .Select(name => $"'{name}': names that begin with CODEBUILD_ are reserved; the build's own value wins if it has one");
}
