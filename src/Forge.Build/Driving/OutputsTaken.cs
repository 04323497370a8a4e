namespace Forge.Build.Driving;

/// <summary>What a build leaves was taken out of its environment: a host that ends afterwards loses none of it.</summary>
internal sealed record OutputsTaken
{
    public required string BuildId { get; init; }

    public required IReadOnlyList<ArtifactEntry> Artifacts { get; init; }

    public required IReadOnlyDictionary<string, string> ExportedVariables { get; init; }
}
