namespace Forge.Build;

/// <summary>Where a project wants an artifact in the artifact store: under the key <c>path/build id/name</c>, of which each part may be left out.</summary>
/// <remarks>Immutable. The defaults give <c>project/build id/project</c>, a ZIP. No extension is added to a name: one that ends in <c>.zip</c> says so itself.</remarks>
public sealed record BuildArtifactDestination
{
    /// <summary>Gets the destination of nothing: the build stores no artifact, whatever its buildspec says.</summary>
    public static BuildArtifactDestination None { get; } = new() { IsNone = true };

    /// <summary>Gets what the key begins with: segments divided by slashes.</summary>
    /// <value>The default is null: the project's name. Empty is nothing.</value>
    public string? Path { get; init; }

    /// <summary>Gets what follows the path.</summary>
    /// <value>The default is <see cref="BuildArtifactNamespace.BuildId"/>; in the reference it is nothing.</value>
    public BuildArtifactNamespace Namespace { get; init; }

    /// <summary>Gets the name, which may have slashes too; a single slash is no name at all.</summary>
    /// <value>The default is empty: the project's name for the primary artifact, the identifier for any other.</value>
    public string Name { get; init; } = "";

    /// <summary>Gets a value indicating whether <c>name</c> in the buildspec wins over <see cref="Name"/>.</summary>
    /// <value>The default is null: it wins where the build's id is part of the key. Without the id, whoever writes the buildspec
    /// chooses what is replaced.</value>
    public bool? OverrideName { get; init; }

    /// <summary>Gets how the files are stored.</summary>
    /// <value>The default is <see cref="BuildArtifactPackaging.Zip"/>; in the reference each file is stored by itself.</value>
    public BuildArtifactPackaging Packaging { get; init; }

    /// <summary>Gets a value indicating whether the artifact is stored without the encryption that the artifact store has, for readers that do not have the key.</summary>
    /// <value>The default is false. What a bucket encrypts by itself it encrypts all the same.</value>
    public bool IsUnencrypted { get; init; }

    /// <summary>Gets a value indicating whether nothing is stored.</summary>
    internal bool IsNone { get; init; }
}
