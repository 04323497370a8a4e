namespace Forge.Testing;

/// <summary>A file of a source tree.</summary>
public sealed record SourceFile
{
    /// <summary>Gets the path, with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the content; the target, if the file is a symbolic link.</summary>
    public string Content { get; init; } = "";

    /// <summary>Gets what the file is.</summary>
    public SourceFileKind Kind { get; init; }
}
