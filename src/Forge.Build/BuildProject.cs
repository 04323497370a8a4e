namespace Forge.Build;

/// <summary>What the builds of a project have in common. A <see cref="BuildRequest"/> may override most of it for one build.</summary>
/// <remarks>Immutable. A build keeps what its project said when it was asked for, whatever happens to the project later.</remarks>
public sealed record BuildProject
{
    /// <summary>Gets the name: 2 to 150 letters, digits, dashes and underscores, beginning with a letter or digit. Builds are numbered by project.</summary>
    public required string Name { get; init; }

    /// <summary>Gets what the project is for; at most 255 characters.</summary>
    /// <value>The default is empty.</value>
    public string Description { get; init; } = "";

    /// <summary>Gets where the source code comes from.</summary>
    /// <value>The default is <see cref="BuildSource.None"/>.</value>
    public BuildSource Source { get; init; } = BuildSource.None;

    /// <summary>Gets further sources by identifier; at most 12. Commands find each in <c>CODEBUILD_SRC_DIR_identifier</c>.</summary>
    /// <value>The default is empty. An identifier is 1 to 127 letters, digits and underscores.</value>
    public IReadOnlyDictionary<string, BuildSource> SecondarySources { get; init; } = new Dictionary<string, BuildSource>();

    /// <summary>Gets the buildspec: a path in the source, or the text itself (YAML or JSON; anything with a line break or a leading brace).</summary>
    /// <value>The default is empty: <c>buildspec.yml</c> in the root of the source.</value>
    public string Buildspec { get; init; } = "";

    /// <summary>Gets the name of the <see cref="IBuildExecutor"/>.</summary>
    /// <value>The default is <c>process</c>.</value>
    public string Executor { get; init; } = "process";

    /// <summary>Gets the image to build in.</summary>
    /// <value>The default is null: the executor's own choice.</value>
    public ImageReference? Image { get; init; }

    /// <summary>Gets how much of the machine a build may use.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Gets a value indicating whether builds may do what only the machine's administrator may: run a container engine of their own, say.</summary>
    /// <value>The default is false. The executor must allow it for the project as well.</value>
    public bool IsPrivileged { get; init; }

    /// <summary>Gets variables for the commands. They win over those of the buildspec, which win over those of the image.</summary>
    public IReadOnlyList<BuildVariable> Variables { get; init; } = [];

    /// <summary>Gets how long a build may take once its turn has come, from one second to 36 hours.</summary>
    /// <value>The default is 60 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Gets how long a build may wait for its turn, from one second to 36 hours.</summary>
    /// <value>The default is 8 hours.</value>
    public TimeSpan QueuedTimeout { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Gets how many builds of the project may run at one time on a host, from 1 to 1,000; five times as many may wait.</summary>
    /// <value>The default is null: only <see cref="BuildOptions.MaxConcurrentBuilds"/> counts.</value>
    public int? ConcurrentBuildLimit { get; init; }

    /// <summary>Gets what happens to a build beyond <see cref="ConcurrentBuildLimit"/>.</summary>
    /// <value>The default is <see cref="BuildLimitBehavior.Queue"/>; the reference refuses.</value>
    public BuildLimitBehavior LimitBehavior { get; init; }

    /// <summary>Gets how often a failed build is started anew by itself, from 0 to 10. Each try is a build of its own.</summary>
    /// <value>The default is 0.</value>
    public int AutoRetryLimit { get; init; }

    /// <summary>Gets how often a build whose environment was lost (<see cref="BuildStatus.Fault"/>: its container is gone, or its engine) is started anew by itself,
    /// from 0 to 10. Each try is a build of its own, and a host that is started anew goes on counting.</summary>
    /// <remarks>The build that was lost may have published something: its commands run once more, from the first one.</remarks>
    /// <value>The default is 0.</value>
    public int FaultRetryLimit { get; init; }

    /// <summary>Gets where caches are kept.</summary>
    /// <value>The default is <see cref="BuildCacheType.Store"/>.</value>
    public BuildCacheType Cache { get; init; }

    /// <summary>Gets the name under which several projects share their caches: letters, digits, dashes and underscores.</summary>
    /// <value>The default is empty: the project has caches of its own.</value>
    public string CacheNamespace { get; init; } = "";

    /// <summary>Gets the group that the logs of builds are stored in: segments divided by slashes.</summary>
    /// <value>The default is empty: the project's name.</value>
    public string LogGroup { get; init; } = "";

    /// <summary>Gets what stands before the id of a build in the name of its log: segments divided by slashes.</summary>
    /// <value>The default is empty: nothing.</value>
    public string LogStreamPrefix { get; init; } = "";

    /// <summary>Gets where the primary artifact goes.</summary>
    /// <value>The default is a ZIP under the key <c>project/build id/name</c>, whose name the buildspec may choose.</value>
    public BuildArtifactDestination Artifact { get; init; } = new();

    /// <summary>Gets where the secondary artifacts of the buildspec go, by identifier; at most 12. A buildspec with one that is not among them is refused.</summary>
    /// <value>The default is empty: each goes beside the primary one, and is named by its identifier.</value>
    public IReadOnlyDictionary<string, BuildArtifactDestination> SecondaryArtifacts { get; init; } = new Dictionary<string, BuildArtifactDestination>();

    /// <summary>Gets how the batch builds of the project run.</summary>
    public BuildBatchSettings Batch { get; init; } = new();

    /// <summary>Gets which events of the repository start builds.</summary>
    /// <value>The default is null: none.</value>
    public BuildWebhook? Webhook { get; init; }

    /// <summary>Gets a value indicating whether anybody who can reach the badge of the project may see how its builds stand.</summary>
    /// <value>The default is false: the project has no badge.</value>
    public bool HasBadge { get; init; }
}
