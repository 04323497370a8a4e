using Forge.Artifacts;

namespace Forge.Deploy;

/// <summary>What a deployment would do, as far as it can be known without asking the targets.</summary>
/// <remarks>Whether a target holds files that the group did not install, and whose scripts its installed revision has, only the target knows.</remarks>
public sealed record DeploymentPlan
{
    /// <summary>Gets the deployment group.</summary>
    public required string Group { get; init; }

    /// <summary>Gets the revision.</summary>
    public required ArtifactKey Revision { get; init; }

    /// <summary>Gets the SHA-256 of the revision.</summary>
    public required ArtifactDigest Digest { get; init; }

    /// <summary>Gets the deployment configuration.</summary>
    public required string Configuration { get; init; }

    /// <summary>Gets how many targets stay healthy.</summary>
    public required int MinimumHealthyHosts { get; init; }

    /// <summary>Gets how many targets are deployed to at once; 0 when none may be, and the deployment would fail at once.</summary>
    public required int MostAtOnce { get; init; }

    /// <summary>Gets the targets in the order of deployment.</summary>
    public required IReadOnlyList<string> Targets { get; init; }

    /// <summary>Gets the events that each target goes through, in order, with the scripts that the revision has for them.</summary>
    public required IReadOnlyList<PlannedEvent> Events { get; init; }

    /// <summary>Gets the directories that are made where they do not exist, each target's destination root before them.</summary>
    public required IReadOnlyList<string> Directories { get; init; }

    /// <summary>Gets the files that are copied.</summary>
    public required IReadOnlyList<PlannedFile> Files { get; init; }

    /// <summary>Gets what happens where a file exists that the group did not install.</summary>
    public required FileExistsBehavior FileExistsBehavior { get; init; }

    /// <summary>Gets the deployment that would be rolled back to after a failure, or null for none.</summary>
    public string? RollbackTo { get; init; }

    /// <summary>Gets the weaknesses of the appspec, each with its line and column.</summary>
    public IReadOnlyList<SpecProblem> Warnings { get; init; } = [];

    /// <summary>Gets what would keep the deployment from beginning now: another one, a lock, deployment windows. Null when it would begin at once.</summary>
    public string? Hindrance { get; init; }

    /// <summary>Gets the deployment that has the group now, and that must end first; null for none.</summary>
    public string? ActiveDeploymentId { get; init; }
}
