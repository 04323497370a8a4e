using System.Globalization;
using System.Text;
using Forge.Shared.Text;

namespace Forge.Deploy.Running;

/// <summary>Writes the work of a step as calls of the runner's functions. Every word is quoted, so any text but NUL arrives as it is.</summary>
internal static class StepScript
{
    private const int NamesPerCopy = 500;
    private const string LastLine = "# end\n";

    /// <summary>Runs scripts.</summary>
    /// <param name="hooks">The scripts.</param>
    /// <param name="lifecycleEvent">The event, for the log.</param>
    /// <param name="archive">The folder that the scripts are in.</param>
    /// <param name="environment">The variables of the scripts.</param>
    /// <exception cref="ArgumentException">A variable's name is none that a shell knows.</exception>
    public static string Hooks(
        TargetWork.Hooks hooks, string lifecycleEvent, string archive, IReadOnlyDictionary<string, string> environment)
    {
        var script = new StringBuilder().Append("environment() {\n:\n");
        foreach (var (name, value) in environment)
        {
            script.Append("export ").Append(VariableName.Checked(name)).Append('=').Append(ShellQuoting.Quote(value)).Append('\n');
        }

        script.Append("}\n").Call("hooks", lifecycleEvent, archive);
        foreach (var hook in hooks.Scripts)
        {
            script.Call("hook", hook.Location.TrimStart('/'), Seconds(hook.Timeout), hook.RunAs ?? "");
        }

        return script.Append(LastLine).ToString();
    }

    /// <summary>Carries out an install plan.</summary>
    /// <param name="install">The plan.</param>
    /// <param name="archive">The folder that the revision is in.</param>
    public static string Install(TargetWork.Install install, string archive)
    {
        var plan = install.Plan;
        var groups = plan.Files
            .GroupBy(f => TargetPaths.Roots($"{archive}/{f.Source}", f.Destination))
            .SelectMany(g => g.Chunk(NamesPerCopy).Select(files => (g.Key.From, g.Key.To, Files: files)))
            .ToList();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var path in plan.Directories.Concat(groups.SelectMany(g => g.Files).Select(f => f.Destination)))
        {
            numbers.Add(path, numbers.Count + 1);
        }

        var script = new StringBuilder()
            .Function("directories", plan.Directories, (s, d) => s.Call("d", Number(numbers[d]), d))
            .Function(
                "files",
                groups.SelectMany(g => g.Files),
                (s, f) => s.Call("f", Number(numbers[f.Destination]), $"{archive}/{f.Source}", f.Destination))
            .Function(
                "copies",
                groups,
                (s, g) => s.Call(["c", g.From, g.To, Number(numbers[g.Files[0].Destination]), .. g.Files.Select(f => f.Destination[(g.To.Length + 1)..])]));
        AppendSettings(script, plan, numbers, "mode", p => p.Mode ?? "");
        AppendSettings(script, plan, numbers, "acl", p => p.AccessList ?? "");
        AppendSettings(script, plan, numbers, "context", p => p.Context ?? "");
        AppendSettings(script, plan, numbers, "owner", p => p.Group is null ? p.Owner ?? "" : $"{p.Owner}:{p.Group}");
        return script
            .Call("install", WordOf(plan.FileExists), install.AppSpec)
            .Append(LastLine)
            .ToString();
    }

    // One function for each setting names the paths; another one calls them all.
    private static void AppendSettings(
        StringBuilder script, InstallPlan plan, Dictionary<string, int> numbers, string setting, Func<InstallPermission, string> valueOf)
    {
        var settings = plan.Permissions.GroupBy(valueOf).Where(s => s.Key.Length > 0).ToList();
        for (var i = 0; i < settings.Count; i++)
        {
            script.Function(
                $"{setting}_{Number(i)}", settings[i], (s, p) => s.Call("m", Number(numbers.GetValueOrDefault(p.Path)), p.Path));
        }

        script.Function($"{setting}s", Enumerable.Range(0, settings.Count), (s, i) => s.Call(setting, settings[i].Key, $"{setting}_{Number(i)}"));
    }

    private static string WordOf(FileExistsBehavior behavior) => behavior switch
    {
        FileExistsBehavior.Overwrite => "overwrite",
        FileExistsBehavior.Retain => "retain",
        _ => "disallow",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static StringBuilder Call(this StringBuilder script, params ReadOnlySpan<string> words)
    {
        script.Append(words[0]);
        foreach (var word in words[1..])
        {
            script.Append(' ').Append(ShellQuoting.Quote(word));
        }

        return script.Append('\n');
    }

    private static StringBuilder Function<T>(this StringBuilder script, string name, IEnumerable<T> parts, Action<StringBuilder, T> append)
    {
        script.Append(name).Append("() {\n:\n");
        foreach (var part in parts)
        {
            append(script, part);
        }

        return script.Append("}\n");
    }
}
