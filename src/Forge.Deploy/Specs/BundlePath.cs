using System.Diagnostics.CodeAnalysis;

namespace Forge.Deploy.Specs;

/// <summary>Paths with <c>/</c>, without touching any disk.</summary>
internal static class BundlePath
{
    /// <summary>Brings a path into its simplest form: no <c>.</c>, no <c>..</c>, no empty segment, no slash at either end; empty for the top.</summary>
    /// <returns>False when the path climbs above the top.</returns>
    public static bool TrySimplify(string path, [NotNullWhen(true)] out string? simple)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/'))
        {
            if (segment is "" or ".")
            {
                continue;
            }

            if (segment is not "..")
            {
                kept.Add(segment);
            }
            else if (kept.Count is 0)
            {
                simple = null;
                return false;
            }
            else
            {
                kept.RemoveAt(kept.Count - 1);
            }
        }

        simple = string.Join('/', kept);
        return true;
    }

    /// <summary>Returns the last segment of a simple path.</summary>
    public static string Name(string simple) => simple[(simple.LastIndexOf('/') + 1)..];

    /// <summary>Returns a simple path without its last segment; empty for the top.</summary>
    public static string Parent(string simple) => simple.LastIndexOf('/') is > 0 and var slash ? simple[..slash] : "";

    /// <summary>Joins two simple paths.</summary>
    public static string Join(string left, string right) => left is "" ? right : right is "" ? left : $"{left}/{right}";
}
