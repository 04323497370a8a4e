namespace Forge.Build;

/// <summary>How the batch builds of a project run.</summary>
/// <remarks>Immutable. A batch keeps what its project said when it was asked for.</remarks>
public sealed record BuildBatchSettings
{
    /// <summary>Gets how many builds a batch may have, from 1 to 1,000. A buildspec with more fails the batch before anything starts.</summary>
    /// <value>The default is 1,000.</value>
    public int MaximumBuildsAllowed { get; init; } = 1000;

    /// <summary>Gets the compute types that the buildspec may ask for, such as <c>BUILD_GENERAL1_SMALL</c>.</summary>
    /// <value>The default is empty: all.</value>
    public IReadOnlyList<string> ComputeTypesAllowed { get; init; } = [];

    /// <summary>Gets how long a batch may take from when it was asked for, from one second to 36 hours. Builds that still run then are stopped.</summary>
    /// <value>The default is 8 hours.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Gets a value indicating whether the primary artifacts of all builds are put into one ZIP, each below the identifier of its build.</summary>
    /// <value>The default is false: each build keeps its own.</value>
    public bool CombineArtifacts { get; init; }
}
