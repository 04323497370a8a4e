namespace Forge.Build;

/// <summary>One batch: its project, and what its builds do otherwise than the project says.</summary>
/// <remarks>Immutable. A project that the host does not know is one that leaves everything at its default.</remarks>
public sealed record BuildBatchRequest
{
    /// <summary>Gets the project: 2 to 150 letters, digits, dashes and underscores.</summary>
    public required string Project { get; init; }

    /// <summary>Gets the id of the batch: 1 to 48 letters, digits and dashes. Asking for the same batch twice gives the first one.</summary>
    /// <value>The default is null: a new UUID.</value>
    public string? BatchId { get; init; }

    /// <summary>Gets where the source code comes from.</summary>
    /// <value>The default is null: <see cref="BuildProject.Source"/>.</value>
    public BuildSource? Source { get; init; }

    /// <summary>Gets the version of the project's source: what <see cref="Git.SourceLocation.Version"/> may say. For sources with versions only.</summary>
    /// <value>The default is null: the version that the source says itself.</value>
    public string? SourceVersion { get; init; }

    /// <summary>Gets further sources by identifier; they replace those of the project that have the same identifier.</summary>
    public IReadOnlyDictionary<string, BuildSource> SecondarySources { get; init; } = new Dictionary<string, BuildSource>();

    /// <summary>Gets the buildspec with <c>batch</c>: a path in the source, or the text itself.</summary>
    /// <value>The default is empty: <see cref="BuildProject.Buildspec"/>.</value>
    public string Buildspec { get; init; } = "";

    /// <summary>Gets variables for the commands of all builds. They win over those of the project; those of <c>batch</c> win over them.</summary>
    public IReadOnlyList<BuildVariable> Variables { get; init; } = [];

    /// <summary>Gets plain variables for the commands of all builds. They win over <see cref="Variables"/>.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the name of the <see cref="IBuildExecutor"/>.</summary>
    /// <value>The default is null: <see cref="BuildProject.Executor"/>.</value>
    public string? Executor { get; init; }

    /// <summary>Gets the image to build in, where <c>batch</c> names none.</summary>
    /// <value>The default is null: <see cref="BuildProject.Image"/>.</value>
    public ImageReference? Image { get; init; }

    /// <summary>Gets a value indicating whether the builds may do what only the machine's administrator may, unless <c>batch</c> says no.</summary>
    /// <value>The default is null: <see cref="BuildProject.IsPrivileged"/>. The executor must allow it for the project as well.</value>
    public bool? IsPrivileged { get; init; }

    /// <summary>Gets where the builds keep their caches.</summary>
    /// <value>The default is null: <see cref="BuildProject.Cache"/>.</value>
    public BuildCacheType? Cache { get; init; }

    /// <summary>Gets how long each of the builds may take, from one second to 36 hours.</summary>
    /// <value>The default is null: <see cref="BuildProject.Timeout"/>.</value>
    public TimeSpan? BuildTimeout { get; init; }

    /// <summary>Gets how the batch runs.</summary>
    /// <value>The default is null: <see cref="BuildProject.Batch"/>.</value>
    public BuildBatchSettings? Settings { get; init; }

    /// <summary>Gets who or what asked for the batch; commands see it as <c>CODEBUILD_INITIATOR</c>.</summary>
    /// <value>The default is <c>user</c>.</value>
    public string Initiator { get; init; } = "user";
}
