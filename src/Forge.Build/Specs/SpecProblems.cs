using Forge.Shared.Yaml;

namespace Forge.Build.Specs;

/// <summary>Collects what is wrong with one buildspec.</summary>
/// <param name="file">The file, as its user named it.</param>
internal sealed class SpecProblems(string file)
{
    private readonly List<SpecProblem> _problems = [];
    private readonly List<UnknownKey> _unknown = [];

    /// <summary>Gets the problems in the order of the file.</summary>
    public IReadOnlyList<SpecProblem> InOrder => [.. _problems.Distinct().OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];

    /// <summary>Gets the keys that nobody knows.</summary>
    public IReadOnlyList<UnknownKey> Unknown => _unknown;

    /// <summary>Gets a value indicating whether the file is refused.</summary>
    public bool HasErrors => _problems.Exists(problem => problem.Severity is SpecSeverity.Error);

    /// <summary>Adds an error at a node.</summary>
    public void Add(YamlNode at, string message) => Add(at.Line, at.Column, SpecSeverity.Error, message);

    /// <summary>Adds a warning at a node.</summary>
    public void Warn(YamlNode at, string message) => Add(at.Line, at.Column, SpecSeverity.Warning, message);

    /// <summary>Adds a problem at a place; 0 for the whole file.</summary>
    public void Add(int line, int column, SpecSeverity severity, string message) =>
        _problems.Add(new SpecProblem { File = file, Line = line, Column = column, Severity = severity, Message = message });

    /// <summary>Notes an unknown key for the log of the build.</summary>
    public void AddUnknown(string section, string key) => _unknown.Add(new UnknownKey(section, key));

    /// <summary>Begins a collection for a part of the file that not everybody needs.</summary>
    public SpecProblems BeginPart() => new(file);

    /// <summary>Adds what is wrong with such a part, which is no reason to refuse the file.</summary>
    /// <returns>The first error; empty for none.</returns>
    public string AddPart(SpecProblems part)
    {
        _problems.AddRange(part._problems.Select(problem => problem with { Severity = SpecSeverity.Warning }));
        _unknown.AddRange(part._unknown);
        return part.InOrder.FirstOrDefault(problem => problem.Severity is SpecSeverity.Error)?.Message ?? "";
    }
}
