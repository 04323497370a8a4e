using System.Text;
using System.Text.RegularExpressions;

namespace Forge.Git.Commands;

/// <summary>Reads what <c>git</c> prints for programs.</summary>
internal static partial class GitOutput
{
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

    /// <summary>Reads <c>ls-remote --symref</c>.</summary>
    public static RemoteRefs ReadRemote(byte[] output)
    {
        var ids = new Dictionary<string, CommitId>(StringComparer.Ordinal);
        string? head = null;
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n'))
        {
            if (line.Split('\t', 2) is not [var value, var name])
            {
                continue;
            }

            if (value.StartsWith(SymbolicPrefix, StringComparison.Ordinal))
            {
                head = name == "HEAD" ? value[SymbolicPrefix.Length..] : head;
            }
            else if (CommitId.TryParse(value, out var id))
            {
                ids[name] = id;
            }
        }

        return new RemoteRefs { Ids = ids, Head = head };
    }

    [GeneratedRegex(@"\Agit version (\d+\.\d+\.\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex VersionLine();
}
