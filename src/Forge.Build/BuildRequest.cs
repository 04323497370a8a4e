namespace Forge.Build;

/// <summary>What is to be built, and how.</summary>
public sealed record BuildRequest
{
    /// <summary>Gets the project: 2 to 150 letters, digits, dashes and underscores. Builds are numbered by project.</summary>
    public required string Project { get; init; }

    /// <summary>Gets where the source code comes from.</summary>
    public required BuildSource Source { get; init; }

    /// <summary>Gets the id of the build: 1 to 64 letters, digits and dashes, never used before.</summary>
    /// <value>The default is null: a new UUID.</value>
    public string? BuildId { get; init; }

    /// <summary>Gets the buildspec: a path in the source, or the text itself (YAML or JSON; anything with a line break or a leading brace).</summary>
    /// <value>The default is empty: <c>buildspec.yml</c> in the root of the source.</value>
    public string Buildspec { get; init; } = "";

    /// <summary>Gets variables for the commands. They win over those of the buildspec, which win over those of the image.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets variables whose values are masked in the log. They win over <see cref="Environment"/>.</summary>
    public IReadOnlyDictionary<string, SecretValue> Secrets { get; init; } = new Dictionary<string, SecretValue>();

    /// <summary>Gets the name of the <see cref="IBuildExecutor"/>.</summary>
    /// <value>The default is <c>process</c>.</value>
    public string Executor { get; init; } = "process";

    /// <summary>Gets the image to build in.</summary>
    /// <value>The default is null: the executor's own choice.</value>
    public ImageReference? Image { get; init; }

    /// <summary>Gets how much of the machine the build may use.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>Gets how long the build may take, from one second to 36 hours.</summary>
    /// <value>The default is 60 minutes.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Gets who or what asked for the build; commands see it as <c>CODEBUILD_INITIATOR</c>.</summary>
    /// <value>The default is <c>user</c>.</value>
    public string Initiator { get; init; } = "user";

    /// <summary>Gets the last part of the artifact's key, which is <c>project/build id/name</c>.</summary>
    /// <value>The default is empty: the project's name.</value>
    public string ArtifactName { get; init; } = "";

    /// <summary>Gets a value indicating whether <c>artifacts.name</c> of the buildspec wins over <see cref="ArtifactName"/>.</summary>
    /// <value>The default is true. In the reference a project has to ask for it.</value>
    public bool OverrideArtifactName { get; init; } = true;

    /// <summary>Gets who receives the log while the build runs, line by line and in order. It must return soon and must not throw.</summary>
    /// <value>The default is null: nobody.</value>
    public IProgress<BuildLogLine>? Log { get; init; }
}
