namespace Forge.Artifacts.Revisions;

/// <summary>A directory that is to be stored as a revision.</summary>
public sealed record RevisionPushRequest
{
    /// <summary>Gets the directory. <c>appspec.yml</c> lies in its root.</summary>
    public required string Source { get; init; }

    /// <summary>Gets the application, the first part of the key.</summary>
    public required string Application { get; init; }

    /// <summary>Gets the key.</summary>
    /// <value>The default is null: <c>application/digest</c>.</value>
    public ArtifactKey? Key { get; init; }

    /// <summary>Gets which files are left out.</summary>
    /// <value>The default is <see cref="RevisionFilter.None"/>: everything goes in, <c>.git</c> too, as the reference does.</value>
    public RevisionFilter LeaveOut { get; init; }
}
