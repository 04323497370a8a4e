using System.Text.RegularExpressions;
using Forge.Build.Specs;
using Forge.Shared.Text;

namespace Forge.Build.Planning;

/// <summary>Chooses the versions of runtimes: exact ones, <c>3.x</c>, <c>latest</c>, or what a variable says.</summary>
internal sealed partial class RuntimePlanner(RuntimeCatalog catalog, IReadOnlyDictionary<string, string> environment)
{
    private const string Latest = "latest";
    private const string AnyMinor = ".x";

    private readonly List<(string Runtime, RuntimeVersion Version, string Wanted, string Reason)> _chosen = [];

    /// <summary>Plans the choice.</summary>
    /// <param name="wanted">The runtimes and versions of the buildspec.</param>
    /// <param name="catalog">What the image offers; null when it offers nothing.</param>
    /// <param name="environment">The variables that versions may name.</param>
    public static RuntimePlan Plan(
        IReadOnlyList<KeyValuePair<string, string>> wanted, RuntimeCatalog? catalog, IReadOnlyDictionary<string, string> environment) =>
        wanted.Count == 0 || catalog is null ? RuntimePlan.None : new RuntimePlanner(catalog, environment).Plan(wanted);

    private RuntimePlan Plan(IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        foreach (var (runtime, version) in wanted)
        {
            if (Choose(runtime, Expand(version), "manual selections") is { } problem)
            {
                return new RuntimePlan { Problem = problem };
            }
        }

        for (var i = 0; i < _chosen.Count; i++)
        {
            if (Require(_chosen[i].Runtime, _chosen[i].Version) is { } problem)
            {
                return new RuntimePlan { Problem = problem };
            }
        }

        // What others require comes first.
        var ordered = _chosen.OrderBy(choice => _chosen.Exists(other => other.Version.Requires.Any(need => need.Key == choice.Runtime)) ? 0 : 1).ToList();
        return new RuntimePlan
        {
            Log = [.. _chosen.Select(choice => $"Selecting '{choice.Runtime}' runtime version '{choice.Wanted}' based on {choice.Reason}...")],
            Commands = [.. ordered.SelectMany(choice => choice.Version.Commands.Select(command => (command, Before(choice.Version, choice.Wanted))))],
        };
    }

    private static string Before(RuntimeVersion version, string wanted) =>
        version.Version == RuntimeVersion.Default ? $"VERSION={ShellQuoting.Quote(wanted)}" : "";

    private string Expand(string version) =>
        Variable().Match(version) is { Success: true } match ? environment.GetValueOrDefault(match.Groups["name"].Value, "") : version;

    private string? Choose(string runtime, string wanted, string reason)
    {
        if (catalog.Find(runtime) is not { } versions)
        {
            return $"Unknown runtime named '{runtime}'. This build image has the following runtimes: {string.Join(", ", catalog.Runtimes.Select(known => known.Key))}";
        }

        if (Find(versions, wanted) is not { } version)
        {
            var known = versions.Where(one => one.Version != RuntimeVersion.Default).Select(one => one.Version);
            return $"Unknown runtime version named '{wanted}' of {runtime}. This build image has the following versions: {string.Join(", ", known)}";
        }

        _chosen.Add((runtime, version, version.Version == RuntimeVersion.Default ? wanted : version.Version, reason));
        return null;
    }

    private static RuntimeVersion? Find(IReadOnlyList<RuntimeVersion> versions, string wanted)
    {
        var named = versions.Where(version => version.Version != RuntimeVersion.Default).ToList();
        var prefix = wanted.EndsWith(AnyMinor, StringComparison.OrdinalIgnoreCase) ? wanted[..^1] : null;
        var fitting = wanted == Latest ? named
            : prefix is not null ? named.FindAll(version => version.Version.StartsWith(prefix, StringComparison.Ordinal) || version.Version == prefix.TrimEnd('.'))
            : named.FindAll(version => version.Version == wanted);
        return fitting.OrderByDescending(version => version.Version, VersionOrder.Instance).FirstOrDefault()
            ?? (wanted.Length > 0 ? versions.FirstOrDefault(version => version.Version == RuntimeVersion.Default) : null);
    }

    private string? Require(string runtime, RuntimeVersion version)
    {
        foreach (var (needed, allowed) in version.Requires)
        {
            var index = _chosen.FindIndex(choice => choice.Runtime == needed);
            if (index < 0 && allowed.Count > 0)
            {
                if (Choose(needed, allowed[0], $"the requirements of '{runtime}' {version.Version}") is { } problem)
                {
                    return problem;
                }
            }
            else if (index >= 0 && !allowed.Contains(_chosen[index].Version.Version))
            {
                return $"The runtime versions conflict: '{runtime}' {version.Version} requires '{needed}' {string.Join(" or ", allowed)}, and {_chosen[index].Version.Version} is selected";
            }
        }

        return null;
    }

    [GeneratedRegex(@"\A\$(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\})\z")]
    private static partial Regex Variable();
}
