namespace Forge.Git;

/// <summary>One commit of one repository: what a <see cref="SourceLocation"/> stood for when it was resolved.</summary>
public sealed record SourceRevision
{
    /// <summary>Gets the repository, as in the location that was resolved.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the commit.</summary>
    public required CommitId Commit { get; init; }

    /// <summary>Gets the ref that led to the commit, or null when the location named a commit.</summary>
    public GitRef? Ref { get; init; }
}
