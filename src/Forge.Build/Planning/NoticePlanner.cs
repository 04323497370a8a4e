using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Says which parts of a buildspec are read but not carried out, so that nothing is ignored in silence.</summary>
internal static class NoticePlanner
{
    public static IReadOnlyList<string> Plan(BuildSpec spec, BuildRequest request)
    {
        var phases = spec.Phases.Values;
        (bool IsMet, string Notice)[] notices =
        [
            (spec.RunAs.Length > 0 || phases.Any(phase => phase.RunAs.Length > 0), "run-as is not carried out yet: commands run as the environment's own user"),
            (phases.Any(phase => phase.RuntimeVersions.Count > 0), "Skipping install of runtimes. Runtime version selection is not supported by this build image"),
            (spec.Environment.ExportedVariables.Count > 0, "env.exported-variables is not carried out yet: no variable is handed on"),
            (spec.Environment.GitCredentialHelper, "env.git-credential-helper is not carried out yet: commands have no Git credentials from Forge"),
            (spec.HasProxy, "proxy has no effect: uploads and logs do not leave the host through the build"),
            (spec.HasBatch, "batch is ignored: this is a plain build"),
            (spec.Cache is not null, "cache is not carried out yet: nothing is restored or saved"),
            (spec.Artifacts?.Secondary.Count > 0, "artifacts.secondary-artifacts is not carried out yet: only the primary artifact is stored"),
            (spec.Artifacts?.EnableSymlinks == true, "artifacts.enable-symlinks is not carried out yet: links are stored as what they point to"),
            (spec.Artifacts?.S3Prefix.Length > 0, "artifacts.s3-prefix has no effect: the key is project/build id/name"),
            (spec.Artifacts is { Files.Count: 0 }, "artifacts.files is empty: no artifact is stored"),
            (spec.Artifacts?.Name.Length > 0 && !request.OverrideArtifactName, "artifacts.name is ignored: the request does not let it win"),
            (spec.Environment.Variables.Any(variable => variable is { Key: "PATH" } && variable.Value.Contains('$', StringComparison.Ordinal)),
                "env.variables sets PATH to a text with '$', which is not expanded there: programs may not be found"),
        ];
        return [.. notices.Where(notice => notice.IsMet).Select(notice => notice.Notice)];
    }
}
