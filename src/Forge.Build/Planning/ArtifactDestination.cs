namespace Forge.Build.Planning;

/// <summary>Where a project wants an artifact, as the reference's project settings have it.</summary>
internal sealed record ArtifactDestination
{
    /// <summary>Gets the identifier; empty for the primary artifact.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Gets what the key begins with; empty for nothing.</summary>
    public string Path { get; init; } = "";

    /// <summary>Gets a value indicating whether the build's id follows the path.</summary>
    public bool HasBuildId { get; init; }

    /// <summary>Gets the name; empty for the project's, <c>/</c> for none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets a value indicating whether the name of the buildspec wins.</summary>
    public bool OverrideName { get; init; }

    /// <summary>Gets a value indicating whether the files are stored as one ZIP; otherwise each is stored by itself.</summary>
    public bool IsZip { get; init; } = true;
}
