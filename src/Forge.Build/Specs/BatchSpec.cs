namespace Forge.Build.Specs;

/// <summary><c>batch</c> of a buildspec. Of the four ways to write the builds at most one is used.</summary>
internal sealed record BatchSpec
{
    /// <summary>Gets a value indicating whether the first build that fails stops all others.</summary>
    public bool FastFail { get; init; }

    /// <summary>Gets <c>build-list</c> or <c>build-graph</c>; null when neither is there.</summary>
    public IReadOnlyList<BatchTaskSpec>? Tasks { get; init; }

    /// <summary>Gets <c>build-matrix</c>, or null.</summary>
    public BatchMatrixSpec? Matrix { get; init; }

    /// <summary>Gets <c>build-fanout</c>, or null.</summary>
    public BatchFanoutSpec? Fanout { get; init; }
}
