namespace Forge.Build.Specs;

/// <summary>A buildspec as its author wrote it.</summary>
internal sealed record BuildSpec
{
    /// <summary>Gets a value indicating whether every command runs in a fresh shell, as version 0.1 has it.</summary>
    public bool HasFreshShells { get; init; }

    /// <summary>Gets the user for all phases; empty for the environment's own.</summary>
    public string RunAs { get; init; } = "";

    /// <summary>Gets <c>env</c>.</summary>
    public EnvironmentSpec Environment { get; init; } = new();

    /// <summary>Gets the phases that the file has, of the four that hold commands.</summary>
    public IReadOnlyDictionary<BuildPhase, PhaseSpec> Phases { get; init; } = new Dictionary<BuildPhase, PhaseSpec>();

    /// <summary>Gets <c>artifacts</c>, or null.</summary>
    public ArtifactsSpec? Artifacts { get; init; }

    /// <summary>Gets <c>cache</c>, or null.</summary>
    public CacheSpec? Cache { get; init; }

    /// <summary>Gets <c>reports</c>.</summary>
    public IReadOnlyList<ReportSpec> Reports { get; init; } = [];

    /// <summary>Gets <c>batch</c>, or null. A plain build ignores it.</summary>
    public BatchSpec? Batch { get; init; }

    /// <summary>Gets what is wrong with <c>batch</c>; empty for nothing.</summary>
    public string BatchProblem { get; init; } = "";

    /// <summary>Gets a value indicating whether the file has <c>proxy</c>.</summary>
    public bool HasProxy { get; init; }

    /// <summary>Gets the keys that nobody knows, by the section they stand in.</summary>
    public IReadOnlyList<UnknownKey> UnknownKeys { get; init; } = [];
}
