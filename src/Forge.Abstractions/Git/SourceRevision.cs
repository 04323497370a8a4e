namespace Forge.Git;

/// <summary>One commit of one repository: what a <see cref="SourceLocation"/> stood for when it was resolved.</summary>
public sealed record SourceRevision
{
    /// <summary>Gets the repository, as in the location that was resolved.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the commit.</summary>
    public required CommitId Commit { get; init; }

    /// <summary>Gets the ref that led to the commit, or null when the location named a commit only.</summary>
    public GitRef? Ref { get; init; }

    /// <summary>Gets how many commits of history are fetched if the commit must be fetched again, as in the location.</summary>
    public int Depth { get; init; }

    /// <summary>Gets a value indicating whether a checkout holds the files of submodules too, as in the location.</summary>
    public bool FetchSubmodules { get; init; }
}
