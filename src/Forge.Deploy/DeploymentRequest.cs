using Forge.Artifacts;

namespace Forge.Deploy;

/// <summary>A wish to deploy a revision to a group.</summary>
public sealed record DeploymentRequest
{
    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the revision: a zip, tar or tar.gz in the group's artifact store, with an appspec at its top. Either this or <see cref="Source"/> is given.</summary>
    public ArtifactKey Revision { get; init; }

    /// <summary>Gets the revision that is not in the store yet, or null. It is put there under its digest, and checked, before the deployment is created.</summary>
    public RevisionSource? Source { get; init; }

    /// <summary>Gets a value indicating whether targets are left out that have this very revision already. Such a deployment is never queued: which targets they are
    /// is known at once only, so it is refused where it would have to wait.</summary>
    public bool UpdatesOutdatedTargetsOnly { get; init; }

    /// <summary>Gets the deployment's id, or null for a new one. Asking twice with one id creates one deployment.</summary>
    /// <value>1 to 64 letters, digits, dashes, underscores and dots, the first a letter or digit.</value>
    public string? DeploymentId { get; init; }

    /// <summary>Gets who asks.</summary>
    /// <value>The default is <c>user</c>.</value>
    public string Creator { get; init; } = "user";

    /// <summary>Gets why, in the user's words; at most 256 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>Gets what happens where a file exists that the group did not install, or null for the group's own setting. The appspec comes first.</summary>
    public FileExistsBehavior? FileExistsBehavior { get; init; }

    /// <summary>Gets a value indicating whether a target goes on when its ApplicationStop fails.</summary>
    public bool IgnoreApplicationStopFailures { get; init; }

    /// <summary>Gets what makes the deployment be rolled back, or null for the group's own setting.</summary>
    public RollbackTriggers? AutoRollback { get; init; }

    /// <summary>Gets the names of the alarms that stop the deployment, or null for the group's own.</summary>
    public IReadOnlyList<string>? Alarms { get; init; }

    /// <summary>Gets a value indicating whether it may begin outside of <see cref="DeploymentGroupOptions.Windows"/>: for what cannot wait.</summary>
    public bool IgnoresWindows { get; init; }

    /// <summary>Gets the deployment configuration, or null for the group's own.</summary>
    public string? Configuration { get; init; }
}
