namespace Forge.Build.Driving;

/// <summary>What a build leaves was taken out of its environment: a host that ends afterwards loses none of it.</summary>
internal sealed record OutputsTaken
{
    public required string BuildId { get; init; }

    public required IReadOnlyList<ArtifactEntry> Artifacts { get; init; }

    public required IReadOnlyDictionary<string, string> ExportedVariables { get; init; }

    /// <summary>Gets how storing the artifacts ended.</summary>
    public required PhaseOutcome Outcome { get; init; }

    /// <summary>Gets how many lines of the build itself the log had by then.</summary>
    public required long LogNotes { get; init; }
}
