namespace Forge.Artifacts.Revisions;

/// <summary>A directory that is to be stored as a revision.</summary>
public sealed record RevisionPushRequest
{
    /// <summary>Gets the directory. <c>appspec.yml</c> lies in its root.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the application, the first part of the key.</summary>
    public required string Application { get; init; }

    /// <summary>Gets the key.</summary>
    /// <value>The default is null: <c>application/digest</c>. A tree needs one of two parts or more: it shares contents with the trees whose keys differ in the last part only.</value>
    public ArtifactKey? Key { get; init; }

    /// <summary>Gets how the revision is stored.</summary>
    /// <value>The default is null: as a zip when <see cref="Key"/> ends with <c>.zip</c>, otherwise as a tree, so that a later push moves only what changed.</value>
    public RevisionForm? Form { get; init; }

    /// <summary>Gets the file in which the digests of files are remembered, so that the next push of the directory does not read those that did not change. For trees only; it may be deleted at any time.</summary>
    /// <value>The default is null: every file is read.</value>
    public string? StampFile { get; init; }

    /// <summary>Gets which files are left out.</summary>
    /// <value>The default is <see cref="RevisionFilter.None"/>: everything goes in, <c>.git</c> too, as the reference does.</value>
    public RevisionFilter LeaveOut { get; init; }
}
