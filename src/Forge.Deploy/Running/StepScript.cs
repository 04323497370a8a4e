using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Forge.Shared.Text;

namespace Forge.Deploy.Running;

/// <summary>Writes the work of a step as calls of the runner's functions. Every word is quoted, so any text but NUL arrives as it is.</summary>
/// <remarks>What an Install copies is in comments before the calls, a line for each directory and file: programs read that faster than a shell.</remarks>
internal static class StepScript
{
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
        var groups = plan.Files.GroupBy(f => TargetPaths.Roots($"{archive}/{f.Source}", f.Destination)).ToList();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var script = new StringBuilder();
        foreach (var directory in plan.Directories)
        {
            numbers.Add(directory, numbers.Count + 1);
            script.Line("d", directory);
        }

        foreach (var group in groups)
        {
            script.Line("c", group.Key.From, group.Key.To);
            foreach (var file in group)
            {
                numbers.Add(file.Destination, numbers.Count + 1);
                script.Line("f", file.Destination[(group.Key.To.Length + 1)..]);
            }
        }

        AppendSettings(script, plan, numbers, "mode", p => p.Mode ?? "");
        AppendSettings(script, plan, numbers, "acl", p => p.AccessList ?? "");
        AppendSettings(script, plan, numbers, "context", p => p.Context ?? "");
        AppendSettings(script, plan, numbers, "owner", p => p.Group is null ? p.Owner ?? "" : $"{p.Owner}:{p.Group}");
        return script
            .Call("install", WordOf(plan.FileExists), install.AppSpec, Fingerprint(plan.Permissions))
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

    // Two plans that set the same on the same paths have the same one.
    private static string Fingerprint(IReadOnlyList<InstallPermission> permissions) => permissions.Count is 0
        ? "none"
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', permissions))));

    private static string WordOf(FileExistsBehavior behavior) => behavior switch
    {
        FileExistsBehavior.Overwrite => "overwrite",
        FileExistsBehavior.Retain => "retain",
        _ => "disallow",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    // A comment for the shell, a line of fields for the programs that read the plan.
    private static StringBuilder Line(this StringBuilder script, string kind, params ReadOnlySpan<string> fields)
    {
        script.Append('#').Append(kind);
        foreach (var field in fields)
        {
            var start = script.Append('\t').Length;
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(field.IndexOf('\0', StringComparison.Ordinal), 0, nameof(fields));
            script.Append(field).Replace("%", "%25", start, field.Length);
            script.Replace("\n", "%0A", start, script.Length - start).Replace("\t", "%09", start, script.Length - start);
        }

        return script.Append('\n');
    }

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
