using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads <c>acls</c> in an entry of <c>permissions</c>.</summary>
internal static class AccessListReader
{
    private const int FewestParts = 2;
    private const int MostParts = 4;
    private const int MostPermissions = 3;
    private const string Form = "write it as u:NAME:rw, g:NAME:r, m::rx, or with d: in front for what is made in the directory later";

    private static readonly Dictionary<string, char> Kinds = new(StringComparer.Ordinal)
    {
        ["u"] = 'u',
        ["user"] = 'u',
        ["g"] = 'g',
        ["group"] = 'g',
        ["m"] = 'm',
        ["mask"] = 'm',
        ["o"] = 'o',
        ["other"] = 'o',
    };

    /// <summary>Reads the entries that have no error.</summary>
    public static IReadOnlyList<AccessEntry> Read(IReadOnlyList<YamlScalar> written, ProblemList problems)
    {
        var entries = new List<AccessEntry>();
        foreach (var scalar in written)
        {
            if (ReadEntry(scalar, problems) is not { } entry)
            {
                continue;
            }

            if (entries.Exists(other => (other.IsDefault, other.Kind, other.Name) == (entry.IsDefault, entry.Kind, entry.Name)))
            {
                problems.Error(scalar, $"The entry {Quotation.Of(scalar.Text)} is for the same as an entry before it: keep one.");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static AccessEntry? ReadEntry(YamlScalar scalar, ProblemList problems)
    {
        var parts = scalar.Text.Trim().Split(':');
        var isDefault = parts[0] is "d" or "default";
        var rest = isDefault ? parts[1..] : parts;
        if (parts.Length is < FewestParts or > MostParts || rest.Length is < FewestParts or > MostParts - 1 || !Kinds.TryGetValue(rest[0], out var kind))
        {
            problems.Error(scalar, $"The entry {Quotation.Of(scalar.Text)} of 'acls' cannot be read: {Form}.");
            return null;
        }

        var entry = new AccessEntry(isDefault, kind, rest.Length > FewestParts ? rest[1] : "", rest[^1]);
        if (Refusal(entry) is { } why)
        {
            problems.Error(scalar, $"The entry {Quotation.Of(scalar.Text)} of 'acls' {why}.");
            return null;
        }

        return entry;
    }

    private static string? Refusal(AccessEntry entry) => entry switch
    {
        _ when !ArePermissions(entry.Permissions) => $"allows {Quotation.Of(entry.Permissions)}: write a digit from 0 to 7, or letters of r, w, x and -",
        { Kind: 'm' or 'o', IsNamed: true } => "names somebody, and the mask and others have no names: leave the name empty",
        { IsNamed: false, IsDefault: false, Kind: not 'm' } => "is for the owner, the owning group or others: use 'mode' for them",
        _ when !ProblemList.IsAccount(entry.Name) => "has a name that no account can have: write one of the target's",
        _ => null,
    };

    private static bool ArePermissions(string text) =>
        text is [>= '0' and <= '7'] || (text.Length is > 0 and <= MostPermissions && text.All(letter => letter is 'r' or 'w' or 'x' or '-'));
}
