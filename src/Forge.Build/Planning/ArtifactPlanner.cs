using Forge.Build.Specs;

namespace Forge.Build.Planning;

/// <summary>Plans the artifacts of a build.</summary>
internal static class ArtifactPlanner
{
    private const string CurrentDirectory = ".";

    /// <summary>Plans the primary artifact; null when the buildspec wants none.</summary>
    public static ArtifactPlan? Primary(ArtifactsSpec? spec, BuildRequest request, BuildFacts facts) =>
        spec is { Files: not { Count: 0 } }
            ? Plan(spec, request, facts.Artifact ?? new ArtifactDestination
            {
                Path = request.Project,
                HasBuildId = true,
                Name = request.ArtifactName,
                OverrideName = request.OverrideArtifactName,
            })
            : null;

    /// <summary>Plans the secondary artifacts. Without a project that names them, each is stored beside the primary one.</summary>
    /// <param name="spec">The buildspec's part.</param>
    /// <param name="request">The request.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="problems">Takes a text for each artifact that the project does not name.</param>
    public static IReadOnlyList<ArtifactPlan> Secondary(ArtifactsSpec? spec, BuildRequest request, BuildFacts facts, ICollection<string> problems)
    {
        var plans = new List<ArtifactPlan>();
        foreach (var (identifier, artifact) in spec?.Secondary ?? [])
        {
            var destination = facts.SecondaryArtifacts is null
                ? new ArtifactDestination { Identifier = identifier, Path = request.Project, HasBuildId = true, Name = identifier }
                : facts.SecondaryArtifacts.FirstOrDefault(known => known.Identifier == identifier);
            if (destination is null)
            {
                problems.Add($"the project has no secondary artifact '{identifier}'; add it to the project or take it out of the buildspec");
            }
            else
            {
                plans.Add(Plan(artifact, request, destination));
            }
        }

        return plans;
    }

    private static ArtifactPlan Plan(ArtifactsSpec spec, BuildRequest request, ArtifactDestination destination) => new()
    {
        Destination = destination,
        Name = (destination.OverrideName, spec.Name, destination.Name) switch
        {
            (true, { Length: > 0 }, _) => spec.Name,
            (_, _, { Length: > 0 }) => destination.Name,
            _ => request.Project,
        },
        BaseDirectory = spec.BaseDirectory.Length > 0 ? spec.BaseDirectory : CurrentDirectory,
        Prefix = spec.S3Prefix,
        Files = spec.Files,
        ExcludePaths = spec.ExcludePaths,
        DiscardPaths = spec.DiscardPaths,
        KeepsLinks = spec.EnableSymlinks && destination.IsZip,
    };
}
