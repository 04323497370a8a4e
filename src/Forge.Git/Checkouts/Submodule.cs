namespace Forge.Git.Checkouts;

/// <summary>A submodule of a commit.</summary>
internal sealed record Submodule
{
    /// <summary>Gets where it lies in the tree, with slashes.</summary>
    public required string Path { get; init; }

    /// <summary>Gets its URL as <c>.gitmodules</c> has it.</summary>
    public required string Url { get; init; }

    /// <summary>Gets its commit.</summary>
    public required CommitId Commit { get; init; }
}
