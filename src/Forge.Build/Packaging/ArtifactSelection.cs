namespace Forge.Build.Packaging;

/// <summary>Which files go into an artifact, and under which names.</summary>
internal sealed record ArtifactSelection
{
    /// <summary>Gets the files: the name in the artifact, and the file in the source. In ordinal order of the names.</summary>
    public required IReadOnlyList<SelectedFile> Files { get; init; }

    /// <summary>Gets what the log says of the selection.</summary>
    public required IReadOnlyList<string> Log { get; init; }
}
