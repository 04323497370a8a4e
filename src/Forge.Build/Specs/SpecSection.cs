using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Reads the values of one map of a buildspec and collects what is wrong with them.</summary>
/// <param name="map">The map.</param>
/// <param name="name">The section's name in messages: <c>phases.build</c>.</param>
/// <param name="problems">Takes the problems.</param>
internal sealed class SpecSection(YamlMap map, string name, SpecProblems problems)
{
    /// <summary>Gets the section's name.</summary>
    public string Name => name;

    /// <summary>Gets where problems go.</summary>
    public SpecProblems Problems => problems;

    /// <summary>Gets the keys and values in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries => map.Entries;

    /// <summary>Warns of every key that is not one of these.</summary>
    public void AllowOnly(string heading, params ReadOnlySpan<string> known)
    {
        foreach (var (key, _) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                var nearest = Spelling.Nearest(key.Text, known.ToArray());
                var hint = nearest is null ? $"known keys are {string.Join(", ", known.ToArray())}" : $"did you mean '{nearest}'?";
                problems.Warn(key, $"the key {Quotation.Of(key.Text)} of {(name.Length == 0 ? "the buildspec" : name)} is not known and is ignored; {hint}");
                problems.AddUnknown(heading, key.Text);
            }
        }
    }

    /// <summary>Finds the value of a key; null when the key is missing or has no value.</summary>
    public YamlNode? Find(string key) => map.Find(key) is { } node and not YamlScalar { IsNull: true } ? node : null;

    /// <summary>Says whether the key stands in the file, with or without a value.</summary>
    public bool Has(string key) => map.Find(key) is not null;

    /// <summary>Reads a value as text, exactly as written; empty when it is missing.</summary>
    public string Text(string key) => Find(key) switch
    {
        null => "",
        YamlScalar scalar => scalar.Text,
        var other => Refuse(other, key, "one value", ""),
    };

    /// <summary>Reads a yes or no; no when it is missing.</summary>
    public bool Boolean(string key)
    {
        var node = Find(key);
        return node is null ? false : node is YamlScalar scalar && scalar.AsBoolean() is { } value ? value : Refuse(node, key, "yes or no", false);
    }

    /// <summary>Reads a list of values; a single value counts as a list of one. Null when the key is missing.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        switch (map.Find(key))
        {
            case null:
                return null;
            case YamlScalar { IsNull: true } nothing:
                problems.Warn(nothing, $"{name}.{key} is empty");
                return [];
            case YamlScalar scalar:
                return [scalar.Text];
            case YamlList list:
                return [.. list.Items.Select((node, i) => ItemText(node, $"{key}[{i}]")).OfType<string>()];
            case var other:
                return Refuse<IReadOnlyList<string>>(other, key, "a list", []);
        }
    }

    /// <summary>Reads a map of values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Pairs(string key) =>
        Section(key) is { } section
            ? [.. section.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, section.ItemText(entry.Value, entry.Key.Text) ?? ""))]
            : [];

    /// <summary>Opens the map under a key; null when it is missing.</summary>
    public SpecSection? Section(string key) => Section(key, problems);

    /// <summary>Opens the map under a key, whose problems go elsewhere; null when it is missing.</summary>
    public SpecSection? Section(string key, SpecProblems inside) => Find(key) switch
    {
        null => null,
        YamlMap inner => new SpecSection(inner, name.Length == 0 ? key : $"{name}.{key}", inside),
        var other => Refuse<SpecSection?>(other, key, "a map", null),
    };

    /// <summary>Reports a value of the wrong type.</summary>
    public T Refuse<T>(YamlNode node, string key, string wanted, T instead)
    {
        problems.Add(node, $"{(name.Length == 0 ? key : $"{name}.{key}")} must be {wanted}, not {(node is YamlScalar { IsNull: false } scalar ? Quotation.Of(scalar.Text) : node.Kind)}");
        return instead;
    }

    private string? ItemText(YamlNode node, string key)
    {
        switch (node)
        {
            case YamlScalar { IsNull: false } scalar:
                return scalar.Text;
            case YamlScalar:
                problems.Warn(node, $"{name}.{key} is empty");
                return null;
            default:
                return Refuse<string?>(node, key, "one value", null);
        }
    }
}
