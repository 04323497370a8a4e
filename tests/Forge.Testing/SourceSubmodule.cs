using Forge.Git;

namespace Forge.Testing;

/// <summary>A submodule of a source tree.</summary>
public sealed record SourceSubmodule
{
    /// <summary>Gets the path, with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the URL in <c>.gitmodules</c>; null for none.</summary>
    public string? Url { get; init; }

    /// <summary>Gets the commit.</summary>
    public required CommitId Commit { get; init; }
}
