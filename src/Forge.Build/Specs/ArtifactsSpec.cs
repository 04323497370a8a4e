namespace Forge.Build.Specs;

/// <summary><c>artifacts</c> of a buildspec, or one of its <c>secondary-artifacts</c>.</summary>
internal sealed record ArtifactsSpec
{
    /// <summary>Gets the patterns of the files; null when the key is missing.</summary>
    public IReadOnlyList<string>? Files { get; init; }

    /// <summary>Gets the name; empty for the project's.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets the directory that the patterns are relative to.</summary>
    public string BaseDirectory { get; init; } = "";

    /// <summary>Gets the patterns of files to leave out, relative to the base directory.</summary>
    public IReadOnlyList<string> ExcludePaths { get; init; } = [];

    /// <summary>Gets a value indicating whether all files go into the root of the artifact.</summary>
    public bool DiscardPaths { get; init; }

    /// <summary>Gets a value indicating whether links inside the source stay links.</summary>
    public bool EnableSymlinks { get; init; }

    /// <summary>Gets the prefix of the key.</summary>
    public string S3Prefix { get; init; } = "";

    /// <summary>Gets the further artifacts by their identifier.</summary>
    public IReadOnlyList<KeyValuePair<string, ArtifactsSpec>> Secondary { get; init; } = [];
}
