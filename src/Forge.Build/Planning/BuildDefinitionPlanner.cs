namespace Forge.Build.Planning;

/// <summary>Lays a request over its project.</summary>
internal static class BuildDefinitionPlanner
{
    /// <summary>Makes the definition of a build.</summary>
    /// <exception cref="ArgumentException">The request asks for a version of a source that has none.</exception>
    public static BuildDefinition Plan(BuildProject project, BuildRequest request)
    {
        var source = SourceDefinition.From(request.Source ?? project.Source);
        return new BuildDefinition
        {
            Project = request.Project,
            Source = request.SourceVersion is { } version ? source.WithVersion(version) : source,
            SecondarySources = project.SecondarySources
                .Where(secondary => !request.SecondarySources.ContainsKey(secondary.Key))
                .Concat(request.SecondarySources)
                .ToDictionary(secondary => secondary.Key, secondary => SourceDefinition.From(secondary.Value)),
            Buildspec = request.Buildspec.Length > 0 ? request.Buildspec : project.Buildspec,
            Executor = request.Executor ?? project.Executor,
            ImageName = (request.Image ?? project.Image)?.Value,
            Limits = request.Limits ?? project.Limits,
            IsPrivileged = request.IsPrivileged ?? project.IsPrivileged,
            Variables = Merge(project.Variables, request.Variables, request.Environment.Select(variable => new BuildVariable { Name = variable.Key, Value = variable.Value })),
            HasSecrets = request.Secrets.Count > 0,
            Timeout = request.Timeout ?? project.Timeout,
            QueuedTimeout = request.QueuedTimeout ?? project.QueuedTimeout,
            ConcurrentBuildLimit = project.ConcurrentBuildLimit,
            IsDebugSession = request.IsDebugSession,
            Initiator = request.Initiator,
            Artifact = ArtifactDestination.From(request.Artifact ?? project.Artifact, request.Project),
            SecondaryArtifacts = Secondary(project, request),
            Cache = request.Cache ?? project.Cache,
            CacheNamespace = project.CacheNamespace,
            LogGroup = project.LogGroup,
            LogStreamPrefix = project.LogStreamPrefix,
            Webhook = request.Webhook,
            RetriesLeft = project.AutoRetryLimit,
            FaultRetriesLeft = request.FaultRetryLimit ?? project.FaultRetryLimit,
        };
    }

    private static List<ArtifactDestination>? Secondary(BuildProject project, BuildRequest request)
    {
        var destinations = project.SecondaryArtifacts.Where(secondary => !request.SecondaryArtifacts.ContainsKey(secondary.Key)).Concat(request.SecondaryArtifacts).ToList();
        return destinations.Count == 0
            ? null
            : destinations.ConvertAll(secondary => ArtifactDestination.From(secondary.Value, request.Project, secondary.Key));
    }

    /// <summary>Lays variables over each other: the last one of a name wins and stands where the first one stood.</summary>
    public static IReadOnlyList<BuildVariable> Merge(params ReadOnlySpan<IEnumerable<BuildVariable>> layers)
    {
        var merged = new List<BuildVariable>();
        foreach (var layer in layers)
        {
            foreach (var variable in layer)
            {
                var at = merged.FindIndex(earlier => earlier.Name == variable.Name);
                if (at < 0)
                {
                    merged.Add(variable);
                }
                else
                {
                    merged[at] = variable;
                }
            }
        }

        return merged;
    }
}
