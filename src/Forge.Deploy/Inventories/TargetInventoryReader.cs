using Forge.Deploy.Specs;
using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Inventories;

/// <summary>Reads an inventory file, YAML or JSON. Pure: bytes in, descriptions or problems out.</summary>
/// <param name="catalog">Knows the kinds of targets and their settings.</param>
/// <param name="folder">What local paths in the file are relative to.</param>
internal sealed class TargetInventoryReader(DeploymentCatalog catalog, string folder)
{
    private const string Kind = "kind";
    private const string Tags = "tags";
    private const string Variables = "variables";
    private const string Instance = "instance";

    private static readonly YamlLimits Limits = new() { Bytes = 8 * 1024 * 1024, Nodes = 500_000 };
    private static readonly string[] RootKeys = ["defaults", "targets"];
    private static readonly string[] OwnKeys = [Kind, Tags, Variables, Instance];

    /// <summary>Reads a file.</summary>
    /// <returns>The targets, or null when a problem is an error.</returns>
    public IReadOnlyList<TargetDescription>? Read(string file, ReadOnlySpan<byte> bytes, out IReadOnlyList<SpecProblem> problems)
    {
        var found = new ProblemList(file);
        IReadOnlyList<TargetDescription> targets = [];
        try
        {
            targets = ReadRoot(YamlReader.Read(bytes, Limits), found);
        }
        catch (YamlException e)
        {
            found.Error(e.Line, e.Column, $"The file is not an inventory: {e.Message}.");
        }

        problems = found.ToList();
        return found.HasErrors ? null : targets;
    }

    private List<TargetDescription> ReadRoot(YamlNode? root, ProblemList problems)
    {
        if (root is not YamlMap map || map.Find("targets") is not { } targets)
        {
            // An empty file is a mistake far more often than an empty fleet.
            problems.Error(root?.Line ?? 1, root?.Column ?? 1, "An inventory is a map with the key 'targets': write 'targets: {}' if there are none.");
            return [];
        }

        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => !RootKeys.Contains(key.Text)))
        {
            problems.Error(key, $"An inventory has no key {Quotation.Of(key.Text)}. {Names.Hint(key.Text, RootKeys)}");
        }

        var defaults = ToMap(map.Find("defaults"), "defaults", problems);
        return [.. ToMap(targets, "targets", problems).Select(entry => ReadTarget(entry.Key, entry.Value, defaults, problems)).OfType<TargetDescription>()];
    }

    private TargetDescription? ReadTarget(
        YamlScalar name, YamlNode node, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> defaults, ProblemList problems)
    {
        var own = ToMap(node, name.Text, problems);
        if (node is not (YamlMap or YamlScalar { IsNull: true }))
        {
            return null;
        }

        var merged = own.Concat(defaults.Where(entry => own.All(mine => mine.Key.Text != entry.Key.Text))).ToList();
        var kind = merged.Find(entry => entry.Key.Text is Kind).Value is YamlScalar { IsNull: false } scalar ? scalar.Text : "";
        if (catalog.Provider(kind) is not { } provider)
        {
            problems.Error(name, kind is ""
                ? $"{Quotation.Of(name.Text)} does not say how it is reached: add 'kind', to the target or to 'defaults'. There are: {Names.List(catalog.Kinds)}."
                : $"{Quotation.Of(name.Text)} is of the kind {Quotation.Of(kind)}, which this host cannot reach. {Names.Hint(kind, catalog.Kinds)}");
            return null;
        }

        var before = problems.HasErrors;
        var target = new TargetDescription
        {
            Name = name.Text,
            Kind = kind,
            Instance = merged.Find(entry => entry.Key.Text is Instance) is { Value: not null } instance ? Text(instance.Key, instance.Value, problems) : "",
            Settings = ReadSettings(merged, provider, problems),
            Tags = ReadTexts(Tags, own, defaults, problems),
            Variables = ReadTexts(Variables, own, defaults, problems),
        };
        foreach (var problem in before || problems.HasErrors ? [] : TargetRules.Check(target, catalog))
        {
            problems.Error(name, problem);
        }

        return target;
    }

    private Dictionary<string, string> ReadSettings(
        IEnumerable<KeyValuePair<YamlScalar, YamlNode>> entries, IDeployTargetProvider provider, ProblemList problems)
    {
        var known = provider.Settings.ToDictionary(setting => setting.Name, StringComparer.Ordinal);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in entries.Where(entry => !OwnKeys.Contains(entry.Key.Text)))
        {
            if (!known.TryGetValue(key.Text, out var setting))
            {
                problems.Error(key, $"A target of the kind '{provider.Kind}' has no setting {Quotation.Of(key.Text)}. {Names.Hint(key.Text, [.. known.Keys, .. OwnKeys])}");
                continue;
            }

            var text = Text(key, value, problems);
            settings[key.Text] = setting.IsLocalPath && text is not "" ? Path.GetFullPath(text, folder) : text;
        }

        return settings;
    }

    // What a target has itself comes before what all have.
    private static Dictionary<string, string> ReadTexts(
        string what, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> own, IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> defaults, ProblemList problems)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in defaults.Concat(own).Where(entry => entry.Key.Text == what).SelectMany(entry => ToMap(entry.Value, what, problems)))
        {
            texts[key.Text] = Text(key, value, problems);
        }

        return texts;
    }

    private static string Text(YamlScalar key, YamlNode value, ProblemList problems)
    {
        if (value is YamlScalar scalar)
        {
            return scalar.IsNull ? "" : scalar.Text;
        }

        problems.Error(value, $"{Quotation.Of(key.Text)} must be a single value, not {value.Kind}: write one.");
        return "";
    }

    private static IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> ToMap(YamlNode? node, string what, ProblemList problems)
    {
        switch (node)
        {
            case YamlMap map:
                return map.Entries;
            case null or YamlScalar { IsNull: true }:
                return [];
            default:
                problems.Error(node, $"{Quotation.Of(what)} must be a map, not {node.Kind}.");
                return [];
        }
    }
}
