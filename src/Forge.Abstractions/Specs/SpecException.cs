namespace Forge;

/// <summary>A spec file is refused: a buildspec or an appspec with at least one error.</summary>
/// <remarks>Thrown where a spec is read on behalf of a caller who must mend it. It has no usual constructors: the problems are what it is about.</remarks>
public sealed class SpecException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="SpecException"/> class.</summary>
    /// <param name="problems">Every problem found, warnings included; at least one is an error.</param>
    public SpecException(IReadOnlyList<SpecProblem> problems)
        : base(string.Join(Environment.NewLine, problems)) => Problems = problems;

    /// <summary>Gets every problem found, in the order of the file.</summary>
    public IReadOnlyList<SpecProblem> Problems { get; }
}
