namespace Forge.Build.Planning;

/// <summary>Where a project wants an artifact, complete, as the journal keeps it.</summary>
internal sealed record ArtifactDestination
{
    /// <summary>Gets the identifier; empty for the primary artifact.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Gets what the key begins with; empty for nothing.</summary>
    public string Path { get; init; } = "";

    /// <summary>Gets a value indicating whether the build's id follows the path.</summary>
    public bool HasBuildId { get; init; }

    /// <summary>Gets the name; <c>/</c> for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets a value indicating whether the name of the buildspec wins.</summary>
    public bool OverrideName { get; init; }

    /// <summary>Gets a value indicating whether the files are stored as one ZIP; otherwise each is stored by itself.</summary>
    public bool IsZip { get; init; } = true;

    /// <summary>Gets a value indicating whether it is stored without encryption.</summary>
    public bool IsUnencrypted { get; init; }

    /// <summary>Gets a value indicating whether the artifact is stored at all.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>Completes what a project says.</summary>
    /// <param name="destination">What it says.</param>
    /// <param name="project">The project.</param>
    /// <param name="identifier">The identifier; empty for the primary artifact.</param>
    public static ArtifactDestination From(BuildArtifactDestination destination, string project, string identifier = "")
    {
        var hasBuildId = destination.Namespace is BuildArtifactNamespace.BuildId;
        return new ArtifactDestination
        {
            Identifier = identifier,
            Path = destination.Path ?? project,
            HasBuildId = hasBuildId,
            Name = destination.Name.Length > 0 ? destination.Name : identifier.Length > 0 ? identifier : project,
            OverrideName = destination.OverrideName ?? hasBuildId,
            IsZip = destination.Packaging is BuildArtifactPackaging.Zip,
            IsUnencrypted = destination.IsUnencrypted,
            IsStored = !destination.IsNone,
        };
    }

    /// <summary>Gives one build of a batch a place of its own: builds that share a key would replace each other's artifacts.</summary>
    /// <param name="identifier">The build's identifier in the batch.</param>
    public ArtifactDestination OfTask(string identifier) => HasBuildId ? this : this with { Path = $"{Path.TrimEnd('/')}/{identifier}" };
}
