using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Plans the artifacts of a build.</summary>
internal static class ArtifactPlanner
{
    private const string CurrentDirectory = ".";

    /// <summary>Plans the primary artifact; null when the buildspec wants none.</summary>
    public static ArtifactPlan? Primary(ArtifactsSpec? spec, BuildDefinition definition, BuildFacts facts) =>
        spec is { Files: not { Count: 0 } }
            ? Plan(spec, definition, facts.Artifact ?? new ArtifactDestination
            {
                Path = definition.Project,
                HasBuildId = true,
                Name = definition.ArtifactName,
                OverrideName = definition.OverrideArtifactName,
            })
            : null;

    /// <summary>Plans the secondary artifacts. Without a project that names them, each is stored beside the primary one.</summary>
    /// <param name="spec">The buildspec's part.</param>
    /// <param name="definition">The build as it was asked for.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="problems">Takes a text for each artifact that the project does not name.</param>
    public static IReadOnlyList<ArtifactPlan> Secondary(ArtifactsSpec? spec, BuildDefinition definition, BuildFacts facts, ICollection<string> problems)
    {
        var plans = new List<ArtifactPlan>();
        foreach (var (identifier, artifact) in spec?.Secondary ?? [])
        {
            var destination = facts.SecondaryArtifacts is null
                ? new ArtifactDestination { Identifier = identifier, Path = definition.Project, HasBuildId = true, Name = identifier }
                : facts.SecondaryArtifacts.FirstOrDefault(known => known.Identifier == identifier);
            if (destination is null)
            {
                problems.Add($"the project has no secondary artifact '{identifier}'; add it to the project or take it out of the buildspec");
            }
            else
            {
                plans.Add(Plan(artifact, definition, destination));
            }
        }

        return plans;
    }

    private static ArtifactPlan Plan(ArtifactsSpec spec, BuildDefinition definition, ArtifactDestination destination) => new()
    {
        Destination = destination,
        Name = (destination.OverrideName, spec.Name, destination.Name) switch
        {
            (true, { Length: > 0 }, _) => spec.Name,
            (_, _, { Length: > 0 }) => destination.Name,
            _ => definition.Project,
        },
        BaseDirectory = spec.BaseDirectory.Length > 0 ? spec.BaseDirectory : CurrentDirectory,
        Prefix = spec.S3Prefix,
        Files = spec.Files,
        ExcludePaths = spec.ExcludePaths,
        DiscardPaths = spec.DiscardPaths,
        KeepsLinks = spec.EnableSymlinks && destination.IsZip,
    };
}
