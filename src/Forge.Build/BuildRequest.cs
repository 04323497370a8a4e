namespace Forge.Build;

/// <summary>One build: its project, and what it does otherwise than the project says.</summary>
/// <remarks>Immutable. A project that the host does not know is one that leaves everything at its default.</remarks>
public sealed record BuildRequest
{
    /// <summary>Gets the project: 2 to 150 letters, digits, dashes and underscores. Builds are numbered by project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets where the source code comes from.</summary>
    /// <value>The default is null: <see cref="BuildProject.Source"/>.</value>
    public BuildSource? Source { get; init; }

    /// <summary>Gets the version of the project's source: what <see cref="Git.SourceLocation.Version"/> may say. For sources with versions only.</summary>
    /// <value>The default is null: the version that the source says itself.</value>
    public string? SourceVersion { get; init; }

    /// <summary>Gets further sources by identifier; they replace those of the project that have the same identifier.</summary>
    public IReadOnlyDictionary<string, BuildSource> SecondarySources { get; init; } = new Dictionary<string, BuildSource>();

    /// <summary>Gets the id of the build: 1 to 64 letters, digits and dashes. Asking for the same build twice gives the first one.</summary>
    /// <value>The default is null: a new UUID.</value>
    public string? BuildId { get; init; }

    /// <summary>Gets the buildspec: a path in the source, or the text itself (YAML or JSON; anything with a line break or a leading brace).</summary>
    /// <value>The default is empty: <see cref="BuildProject.Buildspec"/>.</value>
    public string Buildspec { get; init; } = "";

    /// <summary>Gets variables for the commands. They win over those of the project.</summary>
    public IReadOnlyList<BuildVariable> Variables { get; init; } = [];

    /// <summary>Gets plain variables for the commands. They win over <see cref="Variables"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets variables whose values are masked in the log. They win over <see cref="Environment"/>. They are kept in memory only: a build that
    /// has some does not survive a restart of the host; one with <see cref="Variables"/> from a store does.</summary>
    public IReadOnlyDictionary<string, SecretValue> Secrets { get; init; } = new Dictionary<string, SecretValue>();

    /// <summary>Gets the name of the <see cref="IBuildExecutor"/>.</summary>
    /// <value>The default is null: <see cref="BuildProject.Executor"/>.</value>
    public string? Executor { get; init; }

    /// <summary>Gets the image to build in.</summary>
    /// <value>The default is null: <see cref="BuildProject.Image"/>.</value>
    public ImageReference? Image { get; init; }

    /// <summary>Gets how much of the machine the build may use.</summary>
    /// <value>The default is null: <see cref="BuildProject.Limits"/>.</value>
    public ResourceLimits? Limits { get; init; }

    /// <summary>Gets a value indicating whether the build may do what only the machine's administrator may.</summary>
    /// <value>The default is null: <see cref="BuildProject.IsPrivileged"/>.</value>
    public bool? IsPrivileged { get; init; }

    /// <summary>Gets where caches are kept.</summary>
    /// <value>The default is null: <see cref="BuildProject.Cache"/>.</value>
    public BuildCacheType? Cache { get; init; }

    /// <summary>Gets how long the build may take, from one second to 36 hours.</summary>
    /// <value>The default is null: <see cref="BuildProject.Timeout"/>.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Gets how long the build may wait for its turn, from one second to 36 hours.</summary>
    /// <value>The default is null: <see cref="BuildProject.QueuedTimeout"/>.</value>
    public TimeSpan? QueuedTimeout { get; init; }

    /// <summary>Gets how often the build is started anew by itself when its environment is lost, from 0 to 10.</summary>
    /// <value>The default is null: <see cref="BuildProject.FaultRetryLimit"/>.</value>
    public int? FaultRetryLimit { get; init; }

    /// <summary>Gets a value indicating whether <c>codebuild-breakpoint</c> in a command pauses the build until <see cref="BuildEngine.ResumeAsync"/>.</summary>
    /// <value>The default is false: the command does nothing.</value>
    public bool IsDebugSession { get; init; }

    /// <summary>Gets who or what asked for the build; commands see it as <c>CODEBUILD_INITIATOR</c>.</summary>
    /// <value>The default is <c>user</c>.</value>
    public string Initiator { get; init; } = "user";

    /// <summary>Gets where the primary artifact goes.</summary>
    /// <value>The default is null: <see cref="BuildProject.Artifact"/>.</value>
    public BuildArtifactDestination? Artifact { get; init; }

    /// <summary>Gets where secondary artifacts of the buildspec go, by identifier; they replace those of the project that have the same identifier.</summary>
    public IReadOnlyDictionary<string, BuildArtifactDestination> SecondaryArtifacts { get; init; } = new Dictionary<string, BuildArtifactDestination>();

    /// <summary>Gets what the sender of a webhook told: commands see each entry as <c>CODEBUILD_WEBHOOK_name</c>.</summary>
    /// <value>The default is empty. Names are upper case letters and underscores: <c>EVENT</c>, <c>HEAD_REF</c>, <c>TRIGGER</c>.</value>
    public IReadOnlyDictionary<string, string> Webhook { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets who receives the log while <see cref="BuildEngine.RunAsync"/> waits, line by line and in order. It must not throw.</summary>
    /// <value>The default is null: nobody. <see cref="BuildEngine.ReadLogAsync"/> gives the log of any build.</value>
    public IProgress<BuildLogLine>? Log { get; init; }
}
