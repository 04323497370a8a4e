using System.Text;

namespace Forge.Deploy.Bundles;

/// <summary>Says which files of a revision a target can take from the revision that it holds. Pure.</summary>
internal static class DeltaPlanner
{
    // To take a file from another path costs the target as much as to unpack one of this size.
    private const int SmallestMove = 64 * 1024;

    /// <summary>Finds where the target has each file.</summary>
    /// <returns>The paths of the held files by the paths of the revision's files; a file that must be sent is not in it.</returns>
    public static IReadOnlyDictionary<string, string> Plan(IReadOnlyList<BundleFile> files, IEnumerable<HeldFile> held)
    {
        var byPath = held.ToDictionary(file => file.Path, StringComparer.Ordinal);
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files.Where(file => byPath.TryGetValue(file.Path, out var same) && (same.Hash, same.Mode) == (file.Hash, file.Mode)))
        {
            sources[file.Path] = file.Path;
            byPath.Remove(file.Path);
        }

        // Each is taken once: two files of a revision must not be one on the target.
        var left = byPath.Values.GroupBy(file => (file.Hash, file.Mode)).ToDictionary(group => group.Key, group => new Queue<HeldFile>(group));
        foreach (var file in files.Where(file => file.Size >= SmallestMove && !sources.ContainsKey(file.Path)))
        {
            if (left.TryGetValue((file.Hash, file.Mode), out var same) && same.TryDequeue(out var moved))
            {
                sources[file.Path] = moved.Path;
            }
        }

        return sources;
    }

    /// <summary>Writes the list that goes with a tar: lines of hash, source and path, divided by tabs.</summary>
    /// <param name="files">The revision's files.</param>
    /// <param name="sources">Where the target has files that are not in the tar.</param>
    public static byte[] List(IReadOnlyList<BundleFile> files, IReadOnlyDictionary<string, string> sources)
    {
        var list = new StringBuilder();
        foreach (var file in files)
        {
            list.Append(file.Hash).Append('\t').Append(sources.GetValueOrDefault(file.Path, "")).Append('\t').Append(file.Path).Append('\n');
        }

        return Encoding.UTF8.GetBytes(list.ToString());
    }
}
