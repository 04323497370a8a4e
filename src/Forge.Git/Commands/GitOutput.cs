using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Git.Commands;

/// <summary>Reads what <c>git</c> prints for programs.</summary>
internal static partial class GitOutput
{
    private const string LinkMode = "120000 ";
    private const string SymbolicPrefix = "ref: ";

    /// <summary>Reads <c>git version</c>, whatever the vendor has added.</summary>
    public static Version? ReadVersion(string output) =>
        VersionLine().Match(output) is { Success: true } match ? Version.Parse(match.Groups[1].Value) : null;

    /// <summary>Reads <c>for-each-ref</c> lines: an object id, a space, a ref name.</summary>
    public static Dictionary<string, CommitId> ReadRefs(byte[] output)
    {
        var refs = new Dictionary<string, CommitId>(StringComparer.Ordinal);
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n'))
        {
            if (line.Split(' ', 2) is [var id, var name] && CommitId.TryParse(id, out var commit))
            {
                refs[name] = commit;
            }
        }

        return refs;
    }

    /// <summary>Reads one object id.</summary>
    public static CommitId? ReadCommit(byte[] output) =>
        CommitId.TryParse(Encoding.ASCII.GetString(output).TrimEnd('\n'), out var commit) ? commit : null;

    /// <summary>Reads the target of HEAD from <c>ls-remote --symref</c>; null for a detached or missing HEAD.</summary>
    public static string? ReadSymbolicHead(byte[] output)
    {
        var line = Encoding.UTF8.GetString(output).Split('\n')[0];
        return line.StartsWith(SymbolicPrefix, StringComparison.Ordinal) ? line[SymbolicPrefix.Length..].Split('\t')[0] : null;
    }

    /// <summary>Reads the paths of symbolic links from <c>ls-files --stage -z</c>.</summary>
    public static IReadOnlyList<string> ReadLinks(byte[] output) =>
        [.. Encoding.UTF8.GetString(output).Split('\0').Where(e => e.StartsWith(LinkMode, StringComparison.Ordinal)).Select(e => e[(e.IndexOf('\t', StringComparison.Ordinal) + 1)..])];

    [GeneratedRegex(@"\Agit version (\d+\.\d+\.\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();
}
