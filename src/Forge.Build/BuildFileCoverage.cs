namespace Forge.Build;

/// <summary>How much of one file the tests ran through.</summary>
public sealed record BuildFileCoverage
{
    /// <summary>Gets the file as its report names it, of at most 1,000 characters.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the coverage.</summary>
    public required BuildCoverage Coverage { get; init; }
}
