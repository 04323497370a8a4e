namespace Forge;

/// <summary>One thing that is wrong with a spec file.</summary>
public sealed record SpecProblem
{
    /// <summary>Gets the file, as its user named it.</summary>
    public required string File { get; init; }

    /// <summary>Gets the line, from 1; 0 when the problem has no place in the file.</summary>
    public int Line { get; init; }

    /// <summary>Gets the column in characters, from 1; 0 when the problem has no place in its line.</summary>
    public int Column { get; init; }

    /// <summary>Gets how bad it is.</summary>
    public SpecSeverity Severity { get; init; } = SpecSeverity.Error;

    /// <summary>Gets what is wrong, the rule, and what to write instead.</summary>
    public required string Message { get; init; }

    /// <summary>Returns the problem in the form that editors and terminals make clickable.</summary>
    /// <returns><c>file(line,column): error: message</c>.</returns>
    public override string ToString() =>
        $"{File}{(Line > 0 ? $"({Line},{Column})" : "")}: {(Severity is SpecSeverity.Error ? "error" : "warning")}: {Message}";
}
