namespace Forge.Build.Specs;

/// <summary><c>build-matrix</c>: a build for each combination of values.</summary>
internal sealed record BatchMatrixSpec
{
    /// <summary>Gets a value indicating whether the batch succeeds although one of the builds fails.</summary>
    public bool IgnoreFailure { get; init; }

    /// <summary>Gets what all builds have.</summary>
    public BatchEnvironmentSpec Static { get; init; } = new();

    /// <summary>Gets the buildspecs; empty for the one that the batch stands in.</summary>
    public IReadOnlyList<string> BuildSpecs { get; init; } = [];

    /// <summary>Gets the images; empty for the project's.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Gets the compute types; empty for the project's.</summary>
    public IReadOnlyList<string> ComputeTypes { get; init; } = [];

    /// <summary>Gets the values of each variable, in the order of the file.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Variables { get; init; } = [];
}
