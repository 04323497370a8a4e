namespace Forge.Deploy.Bundles;

/// <summary>Finds the top of a revision and its appspec. Pure.</summary>
internal static class BundleLayout
{
    private static readonly string[] AppSpecNames = ["appspec.yml", "appspec.yaml"];

    /// <summary>Returns the folder that is stripped: the only entry at the top, if it is a folder with something at its own top whose name holds <c>appspec</c>.</summary>
    /// <param name="paths">The paths of all entries, in the simplest form.</param>
    /// <returns>The folder's name, or empty when nothing is stripped.</returns>
    public static string TopFolder(IReadOnlyCollection<string> paths)
    {
        var tops = paths.Select(path => path.Split('/', 2)[0]).Distinct(StringComparer.Ordinal).Take(2).ToList();
        return tops is [var top] && paths.Any(path => path.Split('/') is [_, var name, ..] && name.Contains("appspec", StringComparison.OrdinalIgnoreCase)) ? top : "";
    }

    /// <summary>Returns the path below a folder, or null when it is the folder itself.</summary>
    public static string? Below(string folder, string path) =>
        folder is "" ? path : path.Length > folder.Length ? path[(folder.Length + 1)..] : null;

    /// <summary>Returns the name of the appspec among the names at the top of a revision, or null.</summary>
    public static string? AppSpec(IReadOnlyCollection<string> names) => AppSpecNames.FirstOrDefault(names.Contains);

    /// <summary>Says that there is no appspec, and what there is.</summary>
    public static SpecProblem Missing(IReadOnlyCollection<string> names)
    {
        const int Most = 10;
        var near = names.FirstOrDefault(name => name.Contains("appspec", StringComparison.OrdinalIgnoreCase));
        var hint = near is null
            ? names.Count is 0 ? "It is empty." : $"Its top holds {string.Join(", ", names.Take(Most).Select(name => $"'{name}'"))}."
            : AppSpecNames.Contains(near) ? $"'{near}' is no file." : $"'{near}' must be called so, in lower case.";
        return new SpecProblem { File = AppSpecNames[0], Message = $"The revision has no appspec.yml at its top. {hint}" };
    }
}
