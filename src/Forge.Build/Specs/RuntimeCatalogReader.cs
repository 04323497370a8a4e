using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Reads the <c>runtimes.yml</c> of an image.</summary>
internal static class RuntimeCatalogReader
{
    /// <summary>Reads the file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="problems">What is wrong with it, in the order of the file.</param>
    /// <returns>The catalog, or null when a problem is an error.</returns>
    public static RuntimeCatalog? Read(ReadOnlySpan<byte> bytes, out IReadOnlyList<SpecProblem> problems)
    {
        var found = new SpecProblems(RuntimeCatalog.File);
        RuntimeCatalog? catalog = null;
        try
        {
            if (YamlReader.Read(bytes, YamlLimits.Default) is YamlMap map && new SpecSection(map, "", found).Section("runtimes") is { } runtimes)
            {
                catalog = new RuntimeCatalog { Runtimes = [.. Sections(runtimes).Select(ReadRuntime)] };
            }
            else
            {
                found.Add(0, 0, SpecSeverity.Error, "the file has no map 'runtimes'");
            }
        }
        catch (YamlException e)
        {
            found.Add(e.Line, e.Column, SpecSeverity.Error, e.Message);
        }

        problems = found.InOrder;
        return found.HasErrors ? null : catalog;
    }

    private static KeyValuePair<string, IReadOnlyList<RuntimeVersion>> ReadRuntime(KeyValuePair<string, SpecSection> runtime) =>
        new(runtime.Key, [.. Sections(runtime.Value.Section("versions")).Select(ReadVersion)]);

    private static RuntimeVersion ReadVersion(KeyValuePair<string, SpecSection> version) => new()
    {
        Version = version.Key,
        Commands = version.Value.Texts("commands") ?? [],
        Requires = version.Value.Section("requires") is { } requires
            ? [.. requires.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, requires.Texts(entry.Key.Text) ?? []))]
            : [],
    };

    private static IEnumerable<KeyValuePair<string, SpecSection>> Sections(SpecSection? section) =>
        (section?.Entries ?? []).Select(entry => (entry.Key.Text, Inner: section!.Section(entry.Key.Text)))
            .Where(pair => pair.Inner is not null)
            .Select(pair => KeyValuePair.Create(pair.Text, pair.Inner!));
}
