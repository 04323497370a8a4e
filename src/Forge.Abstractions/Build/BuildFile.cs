namespace Forge.Build;

/// <summary>A file in a build environment.</summary>
public sealed record BuildFile
{
    /// <summary>Gets the path relative to the directory that was listed, with <c>/</c> between its parts.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets what a symbolic link says, or null for a regular file.</summary>
    public string? LinkTarget { get; init; }
}
