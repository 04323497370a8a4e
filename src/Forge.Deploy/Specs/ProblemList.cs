using Forge.Shared.Text;
using Forge.Shared.Yaml;

namespace Forge.Deploy.Specs;

/// <summary>Collects what is wrong with one spec file.</summary>
internal sealed class ProblemList(string file)
{
    private readonly List<SpecProblem> _found = [];

    /// <summary>Gets a value indicating whether the file must be refused.</summary>
    public bool HasErrors => _found.Exists(problem => problem.Severity is SpecSeverity.Error);

    /// <summary>Returns the problems in the order of the file.</summary>
    public IReadOnlyList<SpecProblem> ToList() => [.. _found.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    /// <summary>Adds a reason to refuse the file.</summary>
    public void Error(YamlNode at, string message) => Error(at.Line, at.Column, message);

    /// <summary>Adds a reason to refuse the file.</summary>
    public void Error(int line, int column, string message) => Add(line, column, SpecSeverity.Error, message);

    /// <summary>Adds something that has no effect, or an unexpected one.</summary>
    public void Warn(YamlNode at, string message) => Add(at.Line, at.Column, SpecSeverity.Warning, message);

    /// <summary>Warns of every key that nothing reads, and names the one that may have been meant.</summary>
    public void WarnOfUnknownKeys(YamlMap map, string where, IReadOnlyCollection<string> known)
    {
        foreach (var key in map.Entries.Select(entry => entry.Key).Where(key => !known.Contains(key.Text)))
        {
            var hint = Spelling.Nearest(key.Text, known) is { } nearest ? $" Did you mean '{nearest}'?" : "";
            Warn(key, $"The key {Quotation.Of(key.Text)} has no meaning in {where} and is ignored.{hint}");
        }
    }

    /// <summary>Reads the value of a key as text, or null when the key is missing or has no value.</summary>
    public string? Text(YamlMap map, string key)
    {
        switch (map.Find(key))
        {
            case null or YamlScalar { IsNull: true }:
                return null;
            case YamlScalar scalar:
                return scalar.Text;
            case var other:
                Error(other, $"'{key}' must be a single value, not {other.Kind}: write one.");
                return null;
        }
    }

    /// <summary>Reads the name of an account or of a group, or null when there is none.</summary>
    public string? Account(YamlMap map, string key)
    {
        var name = Text(map, key)?.Trim();
        if (name is { Length: > 0 } && !IsAccount(name))
        {
            Error(map.Find(key)!, $"The {key} {Quotation.Of(name)} is a name that no account can have: write one of the target's.");
        }

        return name is "" ? null : name;
    }

    /// <summary>Says whether a name can be that of an account: it is no option, and holds nothing that divides.</summary>
    public static bool IsAccount(string name) => !name.StartsWith('-') && !name.Any(letter => letter is ',' or '#' or ':' or '/' || char.IsWhiteSpace(letter) || char.IsControl(letter));

    private void Add(int line, int column, SpecSeverity severity, string message) =>
        _found.Add(new SpecProblem { File = file, Line = line, Column = column, Severity = severity, Message = message });
}
