using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Reads <c>files</c>.</summary>
internal static class AppSpecFilesReader
{
    private static readonly string[] Keys = ["source", "destination"];

    /// <summary>Reads the entries that have no error.</summary>
    public static IReadOnlyList<AppSpecFile> Read(YamlNode? node, string operatingSystem, ProblemList problems)
    {
        switch (node)
        {
            case null or YamlScalar { IsNull: true } or YamlMap { Entries.Count: 0 }:
                return [];
            case YamlList list:
                return [.. list.Items.Select(entry => ReadEntry(entry, operatingSystem, problems)).OfType<AppSpecFile>()];
            default:
                problems.Error(node, $"'files' must be a list of entries with 'source' and 'destination', not {node.Kind}.");
                return [];
        }
    }

    private static AppSpecFile? ReadEntry(YamlNode entry, string operatingSystem, ProblemList problems)
    {
        if (entry is not YamlMap map)
        {
            problems.Error(entry, entry is YamlScalar { IsNull: false } scalar
                ? $"The entry {Quotation.Of(scalar.Text)} of 'files' specifies neither 'source' nor 'destination': write {Quotation.Of($"- source: {scalar.Text}")} and below it 'destination: /…'."
                : $"An entry of 'files' is a map with 'source' and 'destination', not {entry.Kind}.");
            return null;
        }

        WarnOfMisplacedKeys(map, problems);
        var source = ReadField(map, "source", problems);
        var destination = ReadField(map, "destination", problems);
        if (source is null || destination is null)
        {
            return null;
        }

        CheckSource(map.Find("source")!, source, operatingSystem, problems);
        CheckDestination(map.Find("destination")!, destination, operatingSystem, problems);
        return new AppSpecFile(source, destination, map.Line, map.Column);
    }

    private static string? ReadField(YamlMap map, string key, ProblemList problems)
    {
        var text = problems.Text(map, key);
        if (text is null && map.Find(key) is null or YamlScalar)
        {
            problems.Error(map, $"An entry of 'files' lacks its '{key}': name {(key is "source" ? "a file or a folder of the revision" : "a folder of the target")}.");
        }

        return text;
    }

    private static void WarnOfMisplacedKeys(YamlMap map, ProblemList problems)
    {
        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => key.Text is "overwrite" or "file_exists_behavior"))
        {
            problems.Warn(key, $"{Quotation.Of(key.Text)} has no effect in an entry of 'files': write 'file_exists_behavior: OVERWRITE' at the top level of the appspec.");
        }

        problems.WarnOfUnknownKeys(map, "an entry of 'files'", [.. Keys, "overwrite", "file_exists_behavior"]);
    }

    private static void CheckSource(YamlNode at, string source, string operatingSystem, ProblemList problems)
    {
        if (!BundlePath.TrySimplify(Portable(source, operatingSystem), out _))
        {
            problems.Error(at, $"The source {Quotation.Of(source)} leads out of the revision: it must name something within it.");
        }
        else if (operatingSystem is "linux" && source.Contains('\\', StringComparison.Ordinal))
        {
            problems.Warn(at, $"The source {Quotation.Of(source)} holds a backslash, which is part of a name on linux: divide folders with '/'.");
        }
    }

    private static void CheckDestination(YamlNode at, string destination, string operatingSystem, ProblemList problems)
    {
        if (operatingSystem is not "linux")
        {
            return;
        }

        if (destination.StartsWith('~'))
        {
            problems.Error(at, $"The destination {Quotation.Of(destination)} starts with '~', which nothing expands: write the whole path.");
        }
        else if (!BundlePath.TrySimplify(destination, out _))
        {
            problems.Error(at, $"The destination {Quotation.Of(destination)} climbs above the root with '..': write the whole path.");
        }
        else if (destination is not "" && !destination.StartsWith('/'))
        {
            var hint = destination.Contains('\\', StringComparison.Ordinal) ? " It looks like a path of Windows, but 'os' is linux." : "";
            problems.Warn(at, $"The destination {Quotation.Of(destination)} is not absolute; it is taken as {Quotation.Of($"/{destination}")}.{hint}");
        }
    }

    private static string Portable(string path, string operatingSystem) =>
        operatingSystem is "windows" ? path.Replace('\\', '/') : path;
}
