using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Plans the artifacts of a build.</summary>
internal static class ArtifactPlanner
{
    private const string CurrentDirectory = ".";

    /// <summary>Plans the primary artifact; null when the buildspec or the project wants none.</summary>
    public static ArtifactPlan? Primary(ArtifactsSpec? spec, BuildDefinition definition) =>
        spec is { Files: not { Count: 0 } } && definition.Artifact.IsStored ? Plan(spec, definition.Artifact) : null;

    /// <summary>Plans the secondary artifacts. Without a project that names them, each is stored beside the primary one.</summary>
    /// <param name="spec">The buildspec's part.</param>
    /// <param name="definition">The build as it was asked for.</param>
    /// <param name="problems">Takes a text for each artifact that the project does not name.</param>
    public static IReadOnlyList<ArtifactPlan> Secondary(ArtifactsSpec? spec, BuildDefinition definition, ICollection<string> problems)
    {
        var plans = new List<ArtifactPlan>();
        foreach (var (identifier, artifact) in spec?.Secondary ?? [])
        {
            var destination = definition.SecondaryArtifacts is { } known
                ? known.FirstOrDefault(one => one.Identifier == identifier)
                : definition.Artifact with { Identifier = identifier, Name = identifier, OverrideName = false };
            if (destination is null)
            {
                problems.Add($"the project has no secondary artifact '{identifier}'; add it to the project or take it out of the buildspec");
            }
            else if (destination.IsStored)
            {
                plans.Add(Plan(artifact, destination));
            }
        }

        return plans;
    }

    private static ArtifactPlan Plan(ArtifactsSpec spec, ArtifactDestination destination) => new()
    {
        Destination = destination,
        Name = destination.OverrideName && spec.Name.Length > 0 ? spec.Name : destination.Name,
        BaseDirectory = spec.BaseDirectory.Length > 0 ? spec.BaseDirectory : CurrentDirectory,
        Prefix = spec.S3Prefix,
        Files = spec.Files,
        ExcludePaths = spec.ExcludePaths,
        DiscardPaths = spec.DiscardPaths,
        KeepsLinks = spec.EnableSymlinks && destination.IsZip,
    };
}
