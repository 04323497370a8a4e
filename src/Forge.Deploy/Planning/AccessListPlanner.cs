using Forge.Deploy.Specs;

namespace Forge.Deploy.Planning;

/// <summary>Completes an access control list: what the appspec leaves open follows from the mode of the file, as the reference does it. Pure.</summary>
internal static class AccessListPlanner
{
    private static readonly char[] Owners = ['u', 'g', 'o'];

    /// <summary>Plans a list.</summary>
    /// <returns>The entries, and what the target derives, as <see cref="Running.InstallPermission.AccessList"/> has it; null for no entries.</returns>
    public static string? Plan(IReadOnlyList<AccessEntry> entries)
    {
        if (entries.Count == 0)
        {
            return null;
        }

        var (access, defaults) = (entries.Where(entry => !entry.IsDefault).ToList(), entries.Where(entry => entry.IsDefault).ToList());
        IEnumerable<string> derived = Missing(access).Select(kind => $"{kind}");
        if (defaults.Count > 0)
        {
            derived = derived.Concat(Missing(defaults).Select(kind => $"d{kind}"));
        }

        return string.Join(' ', derived.Prepend(string.Join(',', entries)));
    }

    // Every list has the three owners; one with names needs a mask too.
    private static IEnumerable<char> Missing(List<AccessEntry> entries) =>
        Owners.Where(kind => !entries.Exists(entry => entry.Kind == kind && !entry.IsNamed))
            .Concat(entries.Exists(entry => entry.IsNamed) && !entries.Exists(entry => entry.Kind == 'm') ? ['m'] : []);
}
