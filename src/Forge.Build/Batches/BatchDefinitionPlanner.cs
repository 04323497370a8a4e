using Forge.Build.Planning;

namespace Forge.Build.Batches;

/// <summary>Makes the definitions of batches and of their builds.</summary>
internal static class BatchDefinitionPlanner
{
    /// <summary>Makes the request of a build that is like all builds of a batch.</summary>
    public static BuildRequest ToBuild(BuildBatchRequest request) => new()
    {
        Project = request.Project,
        Source = request.Source,
        SourceVersion = request.SourceVersion,
        SecondarySources = request.SecondarySources,
        Buildspec = request.Buildspec,
        Variables = request.Variables,
        Environment = request.Environment,
        Executor = request.Executor,
        Image = request.Image,
        Cache = request.Cache,
        IsPrivileged = request.IsPrivileged,
        Timeout = request.BuildTimeout,
        Initiator = request.Initiator,
    };

    /// <summary>Makes the definition of a batch.</summary>
    /// <param name="project">The project.</param>
    /// <param name="request">The request.</param>
    /// <param name="build">What all builds have in common.</param>
    public static BatchDefinition Plan(BuildProject project, BuildBatchRequest request, BuildDefinition build)
    {
        var settings = request.Settings ?? project.Batch;
        return new BatchDefinition
        {
            // What failed is repeated by retrying the batch; and only archives can be put into one.
            Build = build with { RetriesLeft = 0, FaultRetriesLeft = 0, Artifact = build.Artifact with { IsZip = build.Artifact.IsZip || settings.CombineArtifacts } },
            Settings = settings,
        };
    }

    /// <summary>Makes the definition of one build of a batch.</summary>
    /// <param name="common">What all builds have in common, their sources resolved.</param>
    /// <param name="task">The build.</param>
    public static BuildDefinition Plan(BuildDefinition common, BatchTask task)
    {
        var environment = task.Environment;
        var limits = ComputeTypes.Find(environment.ComputeType, environment.Type);
        return common with
        {
            BatchIdentifier = task.Identifier,
            ReportSuffix = task.ReportSuffix,
            Artifact = common.Artifact.OfTask(task.Identifier),
            SecondaryArtifacts = common.SecondaryArtifacts is null ? null : [.. common.SecondaryArtifacts.Select(secondary => secondary.OfTask(task.Identifier))],
            Buildspec = task.BuildSpec.Length > 0 ? task.BuildSpec : common.Buildspec,
            ImageName = environment.Image.Length > 0 ? environment.Image : common.ImageName,
            Limits = limits is null ? common.Limits : limits with { Processes = common.Limits.Processes },
            IsPrivileged = common.IsPrivileged && environment.PrivilegedMode != false,
            IsDebugSession = common.IsDebugSession || task.DebugSession,
            Variables = BuildDefinitionPlanner.Merge(
                common.Variables, environment.Variables.Select(variable => new BuildVariable { Name = variable.Key, Value = variable.Value })),
        };
    }
}
